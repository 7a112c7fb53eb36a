# frozen_string_literal: true

require_relative "setup"
require_relative "vectors"

class NotationTest < Minitest::Test
  def test_values_of_the_vectors_come_back
    count = 0
    Vectors.each do |vector|
      next unless vector.key?("value")

      text = JSON.generate(vector["value"], max_nesting: 3000)
      value = Hyperglyph::Notation.parse(text)
      again = Hyperglyph::Notation.parse(Hyperglyph::Notation.generate(value))
      assert Vectors.same?(value, again), vector["id"]
      count += 1
    end
    assert_operator count, :>, 400
  end

  def test_readers_refuse
    {
      '{"users":[0,1,2,{"score":1.5}]}' => "a number with a fraction or exponent, where {\"$float\": …} is meant, at /users/3/score",
      "1e3" => "a number with a fraction or exponent, where {\"$float\": …} is meant, at /",
      "[-0]" => "the number -0, at /",
      "9007199254740992" => "a number of 2^53 or more, where {\"$int\": …} is meant, at /",
      '{"$int":"1","a":2}' => "an object with a $ key and others, at /",
      '{"$int":"1","$set":[]}' => "an object with a $ key and others, at /",
      '{"$x":1}' => "the unknown tag $x, at /$x",
      '{"a":1,"a":2}' => "a Hyperglyph::Dict with the same key twice, at /",
      '{"$set":[1,1]}' => "a set with the same item twice, at /$set",
      '{"$dict":[[1,2],[1,3]]}' => "a Hyperglyph::Dict with the same key twice, at /$dict",
      '{"$bytes":"YQ"}' => "no base64 with its padding, at /$bytes"
    }.each do |text, message|
      assert_equal message, assert_raises(Hyperglyph::Notation::Error, text) { Hyperglyph::Notation.parse(text) }.message
    end
  end

  def test_lone_surrogates_are_no_text
    ['"\ud800"', '"\udc00a"', '{"\ud800":1}'].each { |text| assert_raises(Hyperglyph::Notation::Error) { Hyperglyph::Notation.parse(text) } }
  end

  def test_minus_zero_within_a_string_is_text
    assert_equal ["-0", -1, 0], Hyperglyph::Notation.parse('["-0", -1, 0]')
  end
end
