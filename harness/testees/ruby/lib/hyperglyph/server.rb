# frozen_string_literal: true

require_relative "page"
require_relative "server/failure"
require_relative "server/offer"
require_relative "server/resource"
require_relative "server/conditional"
require_relative "server/request"
require_relative "server/rendering"
require_relative "server/answer"
require_relative "server/router"
require_relative "server/serving"
