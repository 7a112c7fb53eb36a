# frozen_string_literal: true

module Hyperglyph
  module Page
    # The headers that a link or form sets: a dict of unicode to unicode (FRM-5).
    module Headers
      module_function

      # By lower-case name. One that may not be set is an error, and no request is made (FRM-14).
      def read(part, value, allowed, requirement)
        return {} if value.nil?
        raise Refused.new("headers of a #{part.name} that are no dict", requirement: "FRM-5") unless value.is_a?(Dict)

        value.each_with_object({}) do |(name, content), headers|
          name, content = [name, content].map { |text| Page.as_text(text) }
          raise Refused.new("a header of a #{part.name} that is no text", requirement: "FRM-5") unless name && content
          unless allowed.include?(name.downcase)
            raise Refused.new("a #{part.name} with the header #{name}", requirement: requirement)
          end
          raise Refused.new("a #{part.name} that sets #{name} twice", requirement: requirement) if headers.key?(name.downcase)
          raise Refused.new("a value of #{name} that no header can have", requirement: "FRM-14") unless HTTP.legal_value?(content)

          headers[name.downcase] = content
        end
      end
    end
  end
end
