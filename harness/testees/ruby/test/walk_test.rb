# frozen_string_literal: true

require_relative "setup"
require_relative "../examples/seed"
require_relative "../examples/walk"

class WalkTest < Minitest::Test
  def setup = @server = Hyperglyph::Server.new(Seed::APP)
  def teardown = @server.stop

  def test_the_seeds_walk_word_for_word
    steps = Walk.each_step(@server.url).to_a
    assert_equal 21, steps.size
    steps.each { |step, seen, expected| assert Walk.right?(seen, expected), "#{step} gave #{seen.inspect}, not #{expected.inspect}" }
  end
end
