# frozen_string_literal: true

require "time"
require_relative "page"
require_relative "client/errors"
require_relative "client/connections"
require_relative "client/request"

module Hyperglyph
  # The page behind a url, or what else the server answers.
  def self.get(url, **options) = Client.new(**options).get(url)

  # Starts from one url and browses: calls what the page offers, by name.
  class Client
    HOPS = 10
    VERBS = { "GET" => Net::HTTP::Get, "POST" => Net::HTTP::Post, "PUT" => Net::HTTP::Put,
              "PATCH" => Net::HTTP::Patch, "DELETE" => Net::HTTP::Delete }.freeze

    # fresh    ask inlined links conditionally instead of taking what is inlined (LNK-5, LNK-7)
    # tunnel   send PUT, PATCH and DELETE as POST with the header Method (HTP-6)
    # gzip     compress requests (D26j)
    # headers  for the origin of the first url, and no other: credentials, for one
    def initialize(fresh: false, tunnel: false, gzip: false, timeout: 30, limits: Limits.default, profile: :interop, headers: {})
      @fresh = fresh
      @tunnel = tunnel
      @gzip = gzip
      @limits = limits
      @profile = profile
      @headers = headers
      @connections = Connections.new(timeout)
    end

    def get(url)
      @home ||= HTTP::Url.origin(HTTP::Url.request(url))
      exchange(Request.new(method: "GET", url: url, headers: {}))
    end

    # The link's answer, by a request.
    def follow(link)
      exchange(Request.new(method: "GET", url: link.url, headers: link.headers))
    end

    # The content of an inlined link; with `fresh`, when the server says that it still is. Without an
    # etag or a time it cannot be asked that, and is asked for as any other link.
    def inlined(link)
      return link.content unless @fresh
      return follow(link) if link.conditions.empty?

      request = Request.new(method: "GET", url: link.url, headers: link.headers.merge(link.conditions))
      exchange(request) { link.content }
    end

    # The form's answer; the arguments are its entries, in order.
    def submit(form, arguments)
      request = Request.of(form, arguments, @limits)
      request = request.compressed(@limits) if @gzip
      exchange(@tunnel ? request.tunnelled : request)
    rescue EncodeError => e
      raise Refused.new("an argument that cannot be written: #{e.message}", requirement: e.requirement)
    end

    private

    # Sends a request, follows where it leads, and gives what the answer means. The block gives it for
    # a 304, where one was asked for.
    def exchange(request, &unchanged)
      seen = []
      loop do
        uri = HTTP::Url.request(request.url)
        step = [request.method, uri.to_s]
        raise ResponseError.new("redirects that come back to #{uri}", requirement: "HTP-15") if seen.include?(step)
        raise ResponseError.new("more than #{HOPS} redirects", requirement: "HTP-15") if seen.size > HOPS

        seen << step
        response, body = transmit(uri, request)
        status = response.code.to_i
        return meaning(response, status, body, uri, &unchanged) unless [301, 302, 303, 307, 308].include?(status)

        request = request.redirected(target(response, uri), status)
      end
    end

    def transmit(uri, request)
      message = VERBS.fetch(request.method).new(uri)
      message["accept"] = "#{TYPE}, */*;q=0.1"
      message["user-agent"] = "hyperglyph-ruby/#{VERSION}"
      @headers.each { |name, value| message[name] = value } if HTTP::Url.origin(uri) == @home
      message.basic_auth(*uri.userinfo.split(":", 2).map { |part| URI.decode_www_form_component(part) }) if uri.userinfo
      request.headers.each { |name, value| message[name] = value }
      attach(message, request.body)

      body = Codec::Spool.new(@limits.spool)
      response = @connections.exchange(uri, message) { |answer| receive(answer, body) }
      [response, body.tap(&:rewind)]
    rescue Zlib::Error => e
      raise ResponseError.new("a body that is no gzip: #{e.message}", requirement: "HTP-3")
    end

    def attach(message, body)
      # Without a type net/http would call an empty body a form of a browser.
      return message["content-type"] ||= TYPE if body.nil? && message.request_body_permitted?
      return if body.nil?

      message["content-length"] = body.size.to_s
      message.body_stream = body.tap(&:rewind)
    end

    # The body as it comes, expanded, and no more of it than a message may have.
    def receive(answer, body)
      answer.read_body do |piece|
        if body.size + piece.bytesize > @limits.content + @limits.message
          raise ResponseError.new("a body of more than #{@limits.content + @limits.message} bytes", requirement: "MSG-7")
        end

        body.write(piece)
      end
    end

    def meaning(response, status, body, uri)
      case status
      when 200 then content(response, body, uri)
      when 201 then Page.open(Page::Link.extension(location(response, uri)), uri.to_s, self)
      when 204 then nil
      when 304
        raise ResponseError.new("a 304 that nobody asked for", requirement: "LNK-7") unless block_given?

        yield
      when 400..499 then raise ClientError.new(status, error(response, body, uri))
      when 500..599 then raise ServerError.new(status, error(response, body, uri))
      else raise ResponseError.new("the status #{status}, which has no meaning here", requirement: "HTP-14")
      end
    end

    # The value, or a blob of another type (BLB-9).
    def content(response, body, uri)
      type = response["content-type"]
      return Blob.new(body, content_type: HTTP.text(type), url: uri.to_s) unless type.nil? || HTTP.hyperglyph?(type)

      Page.open(Hyperglyph.decode(body, limits: @limits, profile: @profile), uri.to_s, self)
    end

    # The error extension, if the body is one.
    def error(response, body, uri)
      value = content(response, body, uri)
      value if value.is_a?(Page::Failure)
    rescue DecodeError
      nil
    end

    # Where a redirect leads: somewhere that can be asked, or the answer is to blame.
    def target(response, uri)
      location(response, uri).tap { |url| HTTP::Url.request(url) }
    rescue Refused => e
      raise ResponseError.new("a redirect to nowhere: #{e.message}", requirement: "HTP-15")
    end

    def location(response, uri)
      target = response["location"] or raise ResponseError.new("a #{response.code} without Location", requirement: "HTP-12")
      HTTP::Url.resolve(uri.to_s, HTTP.text(target))
    end
  end
end
