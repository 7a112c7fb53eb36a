# frozen_string_literal: true

module Hyperglyph
  TYPE = "application/vnd.hyperglyph"

  # Which envelopes a form may have, by method; the first is the default (ENV-9, 10, 13, 14, 15).
  ENVELOPES = {
    "GET" => %w[query none],
    "POST" => %w[form blob none],
    "PUT" => %w[blob form],
    "PATCH" => %w[blob form],
    "DELETE" => %w[none query blob form]
  }.freeze

  # The headers that a form may set, and those of them that make a request conditional (HTP-9, ENV-11).
  CONDITIONAL = %w[if-none-match if-match if-modified-since if-unmodified-since].freeze
  FORM_HEADERS = ["accept", *CONDITIONAL].freeze

  module HTTP
    # The characters a header value may have (RFC 9110).
    VALUE = /\A[\x21-\x7e\x80-\xff](?:[\t\x20-\x7e\x80-\xff]*[\x21-\x7e\x80-\xff])?\z/n.freeze
    # type/subtype and parameters.
    CONTENT_TYPE = %r{\A[!#$%&'*+.^_`|~0-9A-Za-z-]+/[!#$%&'*+.^_`|~0-9A-Za-z-]+[ \t]*(?:;[\t\x20-\x7e]*)?\z}n.freeze

    module_function

    def legal_value?(text) = text.b.match?(VALUE)
    def content_type?(text) = text.b.match?(CONTENT_TYPE)

    # The value of a header as text; HTTP itself gives it no encoding.
    def text(value)
      utf8 = value.dup.force_encoding(Encoding::UTF_8)
      utf8.valid_encoding? ? utf8 : value.dup.force_encoding(Encoding::ISO_8859_1).encode(Encoding::UTF_8)
    end

    # Without case and parameters (D26b).
    def hyperglyph?(content_type) = content_type.split(";", 2).first.to_s.strip.casecmp?(TYPE)

    # The name of a blob's argument, quoted and escaped as browsers do (D26d).
    def disposition(name)
      escaped = name.b.gsub(/["\r\n]/n) { |byte| format("%%%02X", byte.ord) }
      "form-data; name=\"#{escaped}\""
    end

    def disposition_name(header)
      name = header.to_s.b[/\Aform-data\s*;.*?\bname="([^"]*)"/ni, 1] || header.to_s.b[/\Aform-data\s*;.*?\bname=([^\s;"]+)/ni, 1]
      name&.gsub(/%(?:22|0D|0A)/ni) { |escape| escape[1, 2].hex.chr }&.force_encoding(Encoding::UTF_8)
    end
  end
end
