# frozen_string_literal: true

require_relative "setup"
require_relative "vectors"
require "testee_http"

# The cases for clients: a server with a script, the steps of a walk, the requests that must come and
# what must be reported. Driven through the adapter's own functions.
class ClientCasesTest < Minitest::Test
  FOLDER = File.expand_path("../../../../vectors/http/client", __dir__)

  # Answers by the script, one request after the other, and keeps what was asked.
  class Script
    attr_accessor :answers, :asked, :origin

    def call(env)
      env["body"] = env["rack.input"].read
      asked << env
      answer = answers[asked.size - 1] or return [500, {}, []]
      headers = (answer["headers"] || []).to_h { |name, value| [name, value.gsub("{origin}", origin)] }
      body = answer.key?("body") ? Vectors.bytes(answer["body"]) : ""
      headers["content-encoding"] = "gzip" if answer["gzip"]
      [answer["status"], headers, [answer["gzip"] ? Zlib.gzip(body) : body]]
    end
  end

  def test_every_case_for_clients_holds
    files = Dir[File.join(FOLDER, "*.json")]
    skip "no cases for clients here" if files.empty?

    @script = Script.new
    @server = Hyperglyph::Server.new(@script)
    @script.origin = @server.url.chomp("/")
    cases = files.sort.flat_map { |file| JSON.parse(File.read(file))["cases"] }
    wrong = cases.filter_map { |one| judge(one) }
    assert_operator cases.size, :>=, 400
    assert_empty wrong
  ensure
    @server&.stop
  end

  def judge(one)
    @script.answers = one["script"].map { |step| step["answer"] }
    @script.asked = []
    options = (one["options"] || []).to_h { |name| [name, true] }
    report = JSON.parse(JSON.generate(Browsing.browse("url" => @script.origin + one["start"], "steps" => one["steps"] || [], "options" => options)))
    faults = one["script"].each_with_index.filter_map { |step, place| fault(step["requests"], place) }
    faults << "#{@script.asked.size} requests" if @script.asked.size != one["script"].size
    faults << "reported #{report}" unless one["reports"].any? { |expected| reported?(expected, report) }
    "#{one["id"]} (#{one["note"]}): #{faults.join("; ")}"[0, 700] if faults.any?
  end

  def fault(requests, place)
    env = @script.asked[place] or return "request #{place + 1} did not come"
    faults = requests.map { |request| request_fault(request, env) }
    "request #{place + 1}: #{faults.compact.join(" or ")}" if faults.all?
  end

  def request_fault(request, env)
    return "#{env["REQUEST_METHOD"]} for #{request["method"]}" unless env["REQUEST_METHOD"] == request["method"]
    return "path #{env["PATH_INFO"]}" unless env["PATH_INFO"] == request["path"]
    return "query #{env["QUERY_STRING"]}" unless query?(request["query"], env["QUERY_STRING"])
    return "body #{env["body"][0, 80].inspect}" unless body?(request["body"], env["body"])

    name, = (request["headers"] || {}).find { |header, expected| !header?(expected, header(env, header)) }
    "#{name}: #{header(env, name).inspect}" if name
  end

  def header(env, name)
    key = name.upcase.tr("-", "_")
    env[%w[CONTENT_TYPE CONTENT_LENGTH].include?(key) ? key : "HTTP_#{key}"]
  end

  def header?(expected, seen)
    case expected
    when false then seen.nil?
    when true then !seen.nil?
    when String then seen.to_s.casecmp?(expected)
    when Hash
      members = seen.to_s.split(",").map { |part| part.split(";").first.to_s.strip.downcase }
      members.include?((expected["type"] || expected["has"]).downcase)
    end
  end

  def query?(expected, seen)
    return seen.empty? if expected.nil?
    return seen == expected["text"] if expected.key?("text")

    matches?(expected["value"], json(URI.decode_www_form_component(seen, Encoding::BINARY)))
  end

  def body?(expected, seen)
    return seen.empty? if expected.nil?
    return seen == Vectors.bytes(expected["bytes"]) if expected.key?("bytes")

    matches?(expected["value"], json(seen))
  end

  def json(bytes) = JSON.parse(Hyperglyph::Notation.generate(Hyperglyph.decode(bytes)))

  def reported?(expected, report)
    return report.key?("value") && matches?(expected["value"], report["value"]) if expected.key?("value")

    wanted, seen = expected["error"], report["error"]
    seen.is_a?(Hash) && %w[kind status].all? { |part| !wanted.key?(part) || wanted[part] == seen[part] } &&
      (!wanted.key?("error") || matches?(wanted["error"], seen["error"]))
  end

  # A value in the notation, or a pattern of one.
  def matches?(pattern, seen)
    return pattern.is_a?(Array) ? list?(pattern, seen) : pattern == seen unless pattern.is_a?(Hash)

    tag, inner = pattern.first
    case tag
    when "$any" then true
    when "$url" then seen == (inner.start_with?("/") ? @script.origin + inner : inner.gsub("{origin}", @script.origin))
    when "$either" then inner.any? { |one| matches?(one, seen) }
    when "$map" then map?(inner, entries(seen))
    when "$ext", "$set", "$odict", "$dict" then seen.is_a?(Hash) && seen.key?(tag) && list?(inner, seen[tag])
    else seen.is_a?(Hash) && pattern.keys.sort == seen.keys.sort && pattern.all? { |key, one| matches?(one, seen[key]) }
    end
  end

  def list?(pattern, seen)
    seen.is_a?(Array) && pattern.size == seen.size && pattern.zip(seen).all? { |one, other| matches?(one, other) }
  end

  def entries(seen) = seen.is_a?(Hash) ? (seen["$odict"]&.to_h || seen) : nil

  def map?(inner, seen)
    must = inner["must"] || {}
    return false unless seen && must.all? { |key, one| seen.key?(key) && matches?(one, seen[key]) }

    inner["may"].nil? || (seen.keys - must.keys).all? { |key| inner["may"].key?(key) && matches?(inner["may"][key], seen[key]) }
  end
end
