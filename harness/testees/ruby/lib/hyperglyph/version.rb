# frozen_string_literal: true

module Hyperglyph
  VERSION = "0.1.0"
end
