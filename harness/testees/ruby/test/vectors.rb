# frozen_string_literal: true

# Drives the codec with every vector of the project, through the adapter's notation:
#
#     ruby -Ilib test/vectors.rb [FOLDER]      folder of codec/*.json
#
# Prints what fails, how often the place of an error is the same as in the vectors, and which way each
# vector that leaves the choice went. Exits with 1 if anything failed.
require "base64"
require "hyperglyph/json"

module Vectors
  Result = Struct.new(:cases, :failures, :offsets, :differing, :choices)

  module_function

  def bytes(spec)
    case spec
    when String then spec.b
    when Hash
      if spec.key?("hex") then [spec["hex"]].pack("H*")
      elsif spec.key?("base64") then Base64.strict_decode64(spec["base64"])
      elsif spec.key?("concat") then spec["concat"].map { |part| bytes(part) }.join
      else bytes(spec["repeat"]) * spec["times"]
      end
    end
  end

  def folder = ENV.fetch("HYPERGLYPH_VECTORS", File.expand_path("../../../../vectors/codec", __dir__))

  def each(path = folder)
    Dir[File.join(path, "*.json")].sort.each do |file|
      JSON.parse(File.read(file), max_nesting: 3000)["vectors"].each { |vector| yield vector }
    end
  end

  # The value of a vector's notation.
  def value(vector) = Hyperglyph::Notation.parse(JSON.generate(vector["value"], max_nesting: 3000))

  def run(path = folder)
    result = Result.new(0, [], 0, [], Hash.new(0))
    each(path) do |vector|
      %i[spec interop].each { |profile| decode(vector, profile, result) }
      encode(vector, result) if vector.key?("canonical")
    end
    result
  end

  def decode(vector, profile, result)
    result.cases += 1
    seen = Hyperglyph.decode(bytes(vector["bytes"]), profile: profile)
    return result.failures << "#{vector["id"]}: #{profile} accepts" if vector["expect"] == "reject"

    wrong = vector.key?("value") && !same?(seen, value(vector))
    result.failures << "#{vector["id"]}: #{profile} reads #{Hyperglyph::Notation.generate(seen)[0, 200]}" if wrong
    choose(vector, profile, "accept", result)
  rescue Hyperglyph::DecodeError => e
    return result.failures << "#{vector["id"]}: #{profile}: #{e.message}" if vector["expect"] == "accept"

    place(vector, profile, e, result)
    choose(vector, profile, "reject", result)
  rescue StandardError, SystemStackError => e
    result.failures << "#{vector["id"]}: #{profile} raises #{e.class}: #{e.message[0, 200]} #{e.backtrace.first(3)}"
  end

  def place(vector, profile, error, result)
    stated = vector.dig("error", "offset") or return
    return unless vector["expect"] == "reject" || vector.dig("profiles", profile.to_s) == "reject"

    error.offset == stated ? result.offsets += 1 : result.differing << "#{vector["id"]} (#{profile}): #{stated} in the vector; #{error.message}"
  end

  def choose(vector, profile, seen, result)
    expected = vector.dig("profiles", profile.to_s)
    result.choices["#{profile} #{seen}s, as in the vector"] += 1 if expected == seen
    result.choices["#{profile} #{seen}s #{vector["id"]}, other than in the vector"] += 1 if expected && expected != seen
  end

  def encode(vector, result)
    result.cases += 1
    value = value(vector)
    seen = Hyperglyph.canonical(value)
    result.failures << "#{vector["id"]}: canonical form #{seen[0, 200]}" if seen != bytes(vector["canonical"])
    again = Hyperglyph.decode(Hyperglyph.encode(value))
    result.failures << "#{vector["id"]}: encoded and decoded is another value" unless same?(again, value)
    (vector["alternatives"] || []).each do |spec|
      result.cases += 1
      result.failures << "#{vector["id"]}: alternative #{bytes(spec)[0, 80]}" unless same?(Hyperglyph.decode(bytes(spec)), value)
    end
  rescue Hyperglyph::Error => e
    result.failures << "#{vector["id"]}: encode: #{e.message}" if vector["expect"] == "accept"
  end

  def same?(one, other) = Hyperglyph::Identity.of(one) == Hyperglyph::Identity.of(other)
end

if $PROGRAM_NAME == __FILE__
  result = Vectors.run(*ARGV.first(1))
  puts result.failures, "", result.differing, ""
  result.choices.sort.each { |choice, count| puts "#{count} #{choice}" }
  puts "#{result.cases} cases, #{result.failures.size} failures; #{result.offsets} errors at the place of the vector, #{result.differing.size} elsewhere"
  exit(result.failures.empty? ? 0 : 1)
end
