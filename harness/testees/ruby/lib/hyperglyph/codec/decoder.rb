# frozen_string_literal: true

module Hyperglyph
  module Codec
    # message = ws object ws *( trailer ws )
    # object  = a scalar | 'L' … ';' | 'S' … ';' | 'D' … ';' | 'O' … ';' | 'X' … ';' | 'B' … ';'
    # ws      = *( space / tab / vertical tab / CR / LF )        ; no form feed
    class Decoder
      SPACE = /[ \t\v\r\n]+/n.freeze

      def initialize(input, limits: Limits.default, profile: :interop)
        @reading = Reading.new(Source.new(input), limits, profile)
        @source = @reading.source
        @limits = limits
        @depth = 0
        @blobs = Blobs.new(@reading)
        @uniqueness = Uniqueness.new(@reading)
      end

      def message
        space
        value = object
        space
        trailers
        @blobs.finish
        @uniqueness.finish
        value
      end

      private

      def space
        @source.scan(SPACE)
        while @source.peek.match?(SPACE)
          measure
          @source.scan(SPACE)
        end
      end

      # The root object must fit into memory.
      def measure
        return if @source.offset - @blobs.received <= @limits.message

        @reading.limit("a message of at most #{@limits.message} bytes, without blobs", "a longer one", error: SizeError)
      end

      def object
        letter = @source.scan(/[iubfdpTFNLSDOXB]/n) or @reading.refuse("an object", "MSG-6")
        measure
        case letter
        when "i" then IntegerText.read(@reading)
        when "u" then Text.read_unicode(@reading)
        when "b" then Text.read_bytes(@reading)
        when "f" then FloatText.read(@reading)
        when "d" then DatetimeText.read(@reading)
        when "p" then TimedeltaText.read(@reading)
        when "T" then singleton(true)
        when "F" then singleton(false)
        when "N" then singleton(nil)
        else deeper { compound(letter) }
        end
      end

      def singleton(value)
        @reading.terminate
        value
      end

      def deeper
        @depth += 1
        if @depth > @limits.depth
          @reading.limit("at most #{@limits.depth} containers in each other", "one more", @source.offset - 1)
        end
        value = yield
        @depth -= 1
        value
      end

      def compound(letter)
        case letter
        when "L" then list
        when "S" then set
        when "D" then Dict.checked(entries)
        when "O" then OrderedDict.checked(entries)
        when "X" then extension
        when "B" then blob
        end
      end

      # 'L' ws (object ws)* ';'
      def list
        until_terminator([]) { |items| items << at("[#{items.size}]") { object } }
      end

      # 'S' ws (object ws)* ';'
      def set
        seen = @uniqueness.start("an item that the set does not hold yet", "COL-3")
        items = until_terminator([]) do |all|
          start = @source.offset
          at("{#{all.size}}") do
            all << object
            seen.see(all.last, start)
          end
        end
        ExactSet.checked(items)
      end

      # ( 'D' | 'O' ) ws (object ws object ws)* ';'
      def entries
        seen = @uniqueness.start("a key that the dict does not hold yet", "COL-4")
        until_terminator([]) do |pairs|
          start = @source.offset
          key = at(".key(#{pairs.size})") { object.tap { |read| seen.see(read, start) } }
          space
          @reading.refuse("a value for the key", "COL-6") if @source.peek == ";"
          pairs << [key, at("[#{shown(key)}]") { object }].freeze
        end
      end

      def until_terminator(held)
        space
        until @source.scan(/;/n)
          @reading.refuse("an object, or ';' at the end of the collection", "MSG-5") if @source.end?
          @reading.limit("at most #{@limits.entries} entries", "one more") if held.size == @limits.entries
          yield held
          space
        end
        held
      end

      # 'X' ws name ws attributes ws content ws ';'
      def extension
        space
        start = @source.offset
        name = at(".name") { object }
        unless @reading.interop? || (name.is_a?(String) && name.encoding == Encoding::UTF_8)
          @reading.refuse("a unicode name of an extension", "EXT-1", found: "another type", offset: start)
        end
        space
        attributes = at(".attributes") { dict("the attributes of an extension", "EXT-2") }
        space
        content = at(".content") { object }
        space
        @reading.terminate
        Extension.new(name, attributes, content)
      end

      # 'B' id ':' dict ';'      (interop: with white space around the dict)
      def blob
        start = @source.offset - 1
        id = @reading.number("the id of a blob", "BLB-4")
        @reading.accept(/:/n, "':' after the id of a blob", "BLB-4")
        @blobs.check(id, start)
        space if @reading.interop?
        attributes = at(".attributes") { dict("the attributes of a blob", "BLB-1", always: true) }
        space if @reading.interop?
        @reading.terminate
        @blobs.open(id, attributes, start)
      end

      # Something that has to be a dict or ordered dict.
      def dict(what, requirement, always: !@reading.interop?)
        start = @source.offset
        if always && @source.peek.match?(/[^DO]/n)
          @reading.refuse("#{what}: a dict or an ordered dict", requirement, offset: start)
        end
        object
      end

      # trailer = 'c' id ':' length ':' bytes ';'  |  'c' id ';'
      def trailers
        until @source.end?
          measure
          start = @source.offset
          @reading.accept(/c/n, "the end of the message, or a chunk of a blob", "MSG-1")
          id = @reading.number("the id of a blob", "BLB-4")
          @source.scan(/:/n) ? @blobs.chunk(id, start) : ended(id, start)
          space
        end
      end

      def ended(id, start)
        @reading.accept(/;/n, "':' and a length, or ';' at the end of a blob", "BLB-4")
        @blobs.close(id, start)
      end

      def at(step)
        yield
      rescue DecodeError => e
        raise e.inside(step)
      end

      def shown(key)
        case key
        when String then key.bytesize > 40 ? "#{key[0, 20].inspect}…" : key.inspect
        when Integer, nil, true, false then key.inspect
        else key.class.name
        end
      end
    end
  end
end
