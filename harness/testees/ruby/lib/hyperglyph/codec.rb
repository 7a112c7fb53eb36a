# frozen_string_literal: true

require_relative "version"
require_relative "codec/errors"
require_relative "codec/limits"
require_relative "values/identity"
require_relative "values/timedelta"
require_relative "values/dict"
require_relative "values/exact_set"
require_relative "values/extension"
require_relative "values/blob"
require_relative "codec/source"
require_relative "codec/reading"
require_relative "codec/integer"
require_relative "codec/text"
require_relative "codec/float"
require_relative "codec/datetime"
require_relative "codec/timedelta"
require_relative "codec/spool"
require_relative "codec/blobs"
require_relative "codec/uniqueness"
require_relative "codec/decoder"
require_relative "codec/encoder"
require_relative "codec/nfc"
require_relative "codec/message"

# Duck-typed IPC over HTTP: the encoding.
module Hyperglyph
  # The value of a message, from a string or from anything with `read(length)`.
  def self.decode(input, limits: Limits.default, profile: :interop)
    Codec::Decoder.new(input, limits: limits, profile: profile).message
  end

  # A value as bytes, in the order it has; `nfc` normalises its strings.
  def self.encode(value, nfc: false) = Codec::Message.new(value, nfc: nfc).to_s

  # The one form of a value: sorted where order has no meaning (D17).
  def self.canonical(value) = Codec::Message.new(value, canonical: true).to_s
end
