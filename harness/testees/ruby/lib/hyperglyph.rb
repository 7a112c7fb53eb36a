# frozen_string_literal: true

require_relative "hyperglyph/client"
require_relative "hyperglyph/server"
