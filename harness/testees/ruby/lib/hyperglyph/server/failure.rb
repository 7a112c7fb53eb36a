# frozen_string_literal: true

module Hyperglyph
  # What a function raises to answer with a status and an error extension.
  class Failure < Error
    attr_reader :status, :code, :content, :headers

    def initialize(status, message, code: nil, content: {}, headers: {})
      @status = status
      @code = code
      @content = content
      @headers = headers
      super(message)
    end
  end

  # What a function returns for 201: the url of what it made.
  Created = Struct.new(:url)

  # What a function returns for 303.
  Redirect = Struct.new(:url)
end
