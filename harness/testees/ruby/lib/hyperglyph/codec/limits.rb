# frozen_string_literal: true

module Hyperglyph
  # What a decoder takes at most (D18, MSG-7).
  #
  # depth     containers, extensions and blobs in each other
  # message   bytes of the root object, and of what stands between chunks
  # entries   items of one list or set, entries of one dict
  # digits    of one number, the leading zeros included
  # blobs     in one message
  # content   bytes of all blobs together
  # spool     bytes of one blob that are held in memory; beyond, it goes to a temporary file
  Limits = Struct.new(:depth, :message, :entries, :digits, :blobs, :content, :spool, keyword_init: true) do
    def self.default = self::DEFAULT

    def with(**changes) = self.class.new(**to_h, **changes).freeze
  end

  Limits::DEFAULT = Limits.new(
    depth: 256, message: 16 << 20, entries: 1_000_000, digits: 20_000,
    blobs: 1_000, content: 1 << 30, spool: 1 << 20
  ).freeze
end
