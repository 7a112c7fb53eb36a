# frozen_string_literal: true

module Hyperglyph
  module Page
    # What went wrong.
    #
    #   logref, message, url, code · dict, may be empty
    class Failure < Part
      def self.extension(message, logref:, code: nil, content: {})
        Extension.new("error", { "logref" => logref, "message" => message, "code" => code }.compact, content)
      end

      def message = text("message", "ERR-1")
      def logref = text("logref", "ERR-1")
      def code = attribute("code")
    end
  end
end
