# frozen_string_literal: true

module Hyperglyph
  module Codec
    # The blobs of a message while it is read: which are open, and where their chunks go.
    class Blobs
      # Bytes of content so far.
      attr_reader :received

      def initialize(reading)
        @reading = reading
        @open = {}
        @ended = {}
        @received = 0
      end

      def check(id, start)
        @reading.refuse("an id that no other blob has", "BLB-4", found: "#{shown(id)} again", offset: start) if @open.key?(id)
        return if @open.size < @reading.limits.blobs

        @reading.limit("at most #{@reading.limits.blobs} blobs", "one more", start)
      end

      # The id again: a blob in the attributes may have taken it.
      def open(id, attributes, start)
        check(id, start)
        spool = @open[id] = Spool.new(@reading.limits.spool)
        blob = Blob.new(spool, attributes: attributes)
        return blob if blob.content_type

        @reading.refuse("a blob with a content type", "BLB-2", found: "one without", offset: start)
      end

      # length ':' bytes ';'
      def chunk(id, start)
        spool = at(id, start)
        from = @reading.source.offset
        length = @reading.number("the length of a chunk", "STR-8")
        @reading.accept(/:/n, "':' after the length of a chunk", "STR-8")
        if (@received + length) > @reading.limits.content
          @reading.limit("at most #{@reading.limits.content} bytes in blobs", "more", from, error: SizeError)
        end
        receive(spool, length)
        @reading.terminate("STR-8")
      end

      def close(id, start)
        at(id, start)
        @ended[id] = true
      end

      # Every blob has its end.
      def finish
        missing = @open.keys.reject { |id| @ended[id] }
        @reading.refuse("the end of blob #{shown(missing.first)}", "BLB-5") unless missing.empty?
        @open.each_value(&:rewind)
      end

      private

      def receive(spool, length)
        while length.positive?
          piece = @reading.source.take([length, Blob::PIECE].min)
          @reading.refuse("#{length} more bytes of a chunk", "STR-8") if piece.empty?
          spool.write(piece)
          length -= piece.bytesize
          @received += piece.bytesize
        end
      end

      def at(id, start)
        @reading.refuse("a blob of this message", "BLB-11", found: "the unknown id #{shown(id)}", offset: start) unless @open.key?(id)
        @reading.refuse("nothing more of an ended blob", "BLB-11", found: "blob #{shown(id)}", offset: start) if @ended[id]
        @open[id]
      end

      def shown(id) = id.bit_length > 64 ? "(#{id.bit_length} bits)" : id.to_s
    end
  end
end
