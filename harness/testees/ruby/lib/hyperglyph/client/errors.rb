# frozen_string_literal: true

module Hyperglyph
  # The answer of a server says that something went wrong: its status, and the error extension of
  # its body, where there is one.
  class StatusError < Error
    attr_reader :status, :error

    def initialize(status, error)
      @status = status
      @error = error
      super("#{status}: #{error.is_a?(Page::Failure) ? error.message : "no error extension came with it"}")
    end
  end

  # 4xx: the request was wrong.
  class ClientError < StatusError; end

  # 5xx: the server was.
  class ServerError < StatusError; end

  # An answer that the protocol has no meaning for.
  class ResponseError < Error
    attr_reader :requirement

    def initialize(reason, requirement:)
      @requirement = requirement
      super("#{reason} [#{requirement}]")
    end
  end

  # No answer: the connection could not be made, broke off or took too long.
  class TransportError < Error; end
end
