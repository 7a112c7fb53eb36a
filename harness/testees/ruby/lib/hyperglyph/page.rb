# frozen_string_literal: true

require "time"
require_relative "codec"
require_relative "http/methods"
require_relative "page/part"
require_relative "http/url"
require_relative "page/headers"
require_relative "page/link"
require_relative "page/input"
require_relative "page/form"
require_relative "page/resource"
require_relative "page/error"
require_relative "page/collection"

module Hyperglyph
  module Page
    # Those that set a base url (D26g). An input is read by its form.
    KNOWN = {
      "link" => Link, "form" => Form, "resource" => Resource, "error" => Failure, "collection" => Collection
    }.freeze
  end
end
