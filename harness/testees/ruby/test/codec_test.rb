# frozen_string_literal: true

require_relative "setup"
require_relative "vectors"

class CodecTest < Minitest::Test
  def decode(bytes, **options) = Hyperglyph.decode(bytes, **options)
  def error(bytes, **options) = assert_raises(Hyperglyph::DecodeError) { decode(bytes, **options) }
  def encode(value, **options) = Hyperglyph.encode(value, **options)

  def test_every_vector_holds
    result = Vectors.run
    assert_operator result.cases, :>, 2000
    assert_empty result.failures
  end

  def test_errors_say_what_where_and_why
    {
      "Du3:age;i4x;;" => "expected ';' at the end of the object, found 'x', at byte 10 in root[\"age\"] [MSG-5]",
      "Li1;u3:ab" => "expected 3 bytes, found the end of the message, at byte 9 in root[1] [MSG-5]",
      "Si1;i+01;;" => "expected an item that the set does not hold yet, found the same again, at byte 4 in root{1} [COL-3]",
      "u2:\xed\xa0;" => "expected well-formed UTF-8, found the byte 0xed, at byte 3 in root [STR-3]",
      "d2023-02-29T00:00:00.000Z;" => "expected a date and time that exist, found one that does not, at byte 1 in root [DTM-5]",
      "i1;\x00" => "expected the end of the message, or a chunk of a blob, found the byte 0x00, at byte 3 in root [MSG-1]"
    }.each do |bytes, message|
      assert_equal message, error(bytes.b).message
    end
  end

  def test_msg_7_limits_have_errors_of_their_own
    limits = Hyperglyph::Limits.default.with(depth: 3, message: 50, entries: 2, digits: 3, blobs: 1, content: 4)
    blob = "Du12:content-type;u1:a;;;"
    {
      "LLLL;;;;" => "at most 3 containers in each other, found one more, at byte 3",
      "Li1;i2;i3;;" => "at most 2 entries, found one more, at byte 7",
      "i1234;" => "at most 3 digits, found 4 or more, at byte 1",
      "LB0:#{blob}B1:#{blob};" => "at most 1 blobs, found one more, at byte 29",
      "B0:#{blob}c0:5:" => "at most 4 bytes in blobs, found more, at byte 31",
      "L#{" " * 80}i1;;" => "a message of at most 50 bytes, without blobs, found a longer one, at byte 82"
    }.each do |bytes, message|
      seen = error(bytes, limits: limits)
      assert_kind_of Hyperglyph::LimitError, seen, bytes
      assert_includes seen.message, message
    end
  end

  def test_a_promised_length_is_not_allocated
    error("b999999999999999999999:")
    error("B0:Du12:content-type;u1:a;;;c0:99999999:")
  end

  # Gives its bytes in pieces of one length.
  Slow = Struct.new(:io, :most) do
    def read(length) = io.read([length, most].min)
  end

  def test_pieces_of_any_length_are_the_same_message
    Vectors.each do |vector|
      bytes = Vectors.bytes(vector["bytes"])
      next if bytes.bytesize > 300

      whole = outcome(bytes)
      [1, 7].each { |most| assert_equal whole, outcome(Slow.new(StringIO.new(bytes), most)), vector["id"] }
    end
  end

  def test_tokens_across_the_pieces_of_a_long_message
    items = (0...90_000).map { |place| place.even? ? "i#{place};" : "u7:#{place.to_s.rjust(7, "0")};" }
    bytes = "L#{items.join(" ")};"
    assert_operator bytes.bytesize, :>, 2 * Hyperglyph::Codec::Source::PIECE
    assert_equal decode(bytes), decode(StringIO.new(bytes))
    wrong = "#{bytes.chop}x;"
    assert_equal error(wrong).message, error(StringIO.new(wrong)).message
  end

  # The calendar of ISO 8601, before it was in use as well.
  def test_dtm_5_dates_are_gregorian_at_any_time
    ["0100-02-29", "1500-02-29", "1582-02-29"].each { |date| assert_equal "DTM-5", error("d#{date}T00:00:00.000Z;").requirement }
    ["0000-02-29", "0400-02-29", "1582-10-10", "1600-02-29"].each do |date|
      assert_equal "d#{date}T00:00:00.000Z;", encode(decode("d#{date}T00:00:00.000Z;"))
    end
  end

  def test_d7_second_60_is_refused
    assert_equal "DTM-5", error("d2012-06-30T23:59:60.000Z;").requirement
  end

  def outcome(input)
    Hyperglyph::Identity.of(decode(input))
  rescue Hyperglyph::DecodeError => e
    e.message
  end

  def test_blb_7_interleaved_chunks_beyond_the_threshold_are_spooled
    part = "x" * 70_000
    blob = "Du12:content-type;u10:text/plain;;;"
    chunks = (0...40).map { |turn| "c#{turn % 2}:70000:#{part};" }.join
    one, two = decode("LB0:#{blob}B1:#{blob};#{chunks}c0;c1;")
    assert_equal [1_400_000, 1_400_000], [one.size, two.size]
    assert_instance_of Tempfile, one.instance_variable_get(:@content).instance_variable_get(:@io)
    assert_equal part * 20, one.read
  end

  def test_byt_3_bytes_and_text_are_two_keys
    dict = decode("Du1:a;i1;b1:a;i2;;")
    assert_equal [1, 2, nil], [dict["a"], dict["a".b], dict["b"]]
    assert_equal "Du1:a;i1;b1:a;i2;;", encode(dict)
  end

  def test_flt_6_both_zeros_and_one_nan_are_items
    set = decode("Sf0x0p0;f-0x0p0;fnan;i0;F;;")
    assert_equal 5, set.size
    assert_includes set, Float::NAN
    assert_raises(Hyperglyph::DecodeError) { decode("Sfnan;fNAN;;") }
  end

  def test_native_values_are_written
    assert_equal "Du1:a;Li1;N;;u1:b;S;;", encode({ a: [1, nil], "b" => Set[] })
    assert_equal "b3:abc;", encode("abc".b)
    assert_equal "d2012-08-01T10:20:30.250Z;", encode(Time.new(2012, 8, 1, 12, 20, 30.25, "+02:00"))
    assert_equal "B0:Du12:content-type;u24:application/octet-stream;;;c0:2:hi;c0;", encode(StringIO.new("hi"))
  end

  def test_col_4_keys_that_become_one_are_refused
    error = assert_raises(Hyperglyph::EncodeError) { encode([{ :a => 1, "a" => 2 }]) }
    assert_equal "a key that stands twice in a dict, in root[0] [COL-4]", error.message
    both = { "e\u0301" => 1, "\u00e9" => 2 }
    assert_raises(Hyperglyph::EncodeError) { encode(both, nfc: true) }
    assert_equal both, decode(encode(both)).to_h
  end

  def test_what_cannot_be_written
    { "\xff" => "STR-2", Object.new => "EXT-1", Time.utc(10_000) => "DTM-2",
      Hyperglyph::Timedelta.new(1, -1) => "TDL-1", Hyperglyph::Blob.new("", attributes: {}) => "BLB-2" }.each do |value, requirement|
      assert_equal requirement, assert_raises(Hyperglyph::EncodeError) { encode(value) }.requirement
    end
  end

  def test_d17_canonical_form_sorts_before_it_numbers
    b = ->(text) { Hyperglyph::Blob.new(text, content_type: "a") }
    attributes = "Du12:content-type;u1:a;;;"
    assert_equal "SB0:#{attributes}B1:#{attributes};c0:1:x;c0;c1:1:y;c1;", Hyperglyph.canonical(Set[b.("y"), b.("x")])
    assert_equal "Di1;N;u1:a;N;u1:b;N;;", Hyperglyph.canonical({ "b" => nil, 1 => nil, "a" => nil })
  end
end
