# frozen_string_literal: true

module Hyperglyph
  # A function, a class or a method as it is offered: its arguments, its marks, and how it is called.
  #
  #   safe       a link, called by GET; a GET form where it takes arguments
  #   embed      a link whose content stands in the page
  #   redirect   answers 303 to the page of the object that it returns
  #   hidden     can be called, and is not listed
  class Offer
    MARKS = %i[safe embed redirect hidden].freeze

    attr_reader :name, :inputs, :method, :envelope, :etag

    # `parameters` as Ruby lists them; `defaults` by name, since Ruby does not tell them.
    def initialize(name, parameters, marks: [], defaults: {}, method: nil, envelope: nil, etag: nil, &call)
      @name = name.to_s
      @marks = marks
      @defaults = defaults.transform_keys(&:to_s)
      @call = call
      @etag = etag
      @inputs = parameters.map { |kind, parameter| input(kind, parameter) }
      @method = method || (mark?(:safe) || mark?(:embed) ? "GET" : "POST")
      @envelope = envelope || (@inputs.empty? && @method == "GET" ? "none" : ENVELOPES.fetch(@method).first)
      check
    end

    def mark?(mark) = @marks.include?(mark)

    # A link is asked for by GET, without arguments; an envelope that was asked for makes it a form.
    def link? = (mark?(:safe) || mark?(:embed)) && inputs.empty?

    # Entries by name become arguments in order.
    def arguments(entries)
      unknown = entries.keys - inputs.map(&:first)
      wrong("no argument #{unknown.first.inspect}; it takes: #{inputs.map(&:first).join(", ")}") if unknown.any?
      inputs.map do |name, default|
        entries.fetch(name) { default.empty? ? wrong("the argument #{name}, which is missing") : default.first }
      end
    end

    def call(arguments) = @call.call(*arguments)

    # The link or form that stands on a page.
    def extension(url, &inlined)
      return Page::Link.extension(url, **(mark?(:embed) ? inlined.call : {})) if link?

      values = inputs.map { |name, default| default.empty? ? name : Page::Input.extension(name, default) }
      Page::Form.extension(url, values, method: method, envelope: envelope)
    end

    private

    def wrong(what) = raise(Failure.new(400, "#{@name} expects #{what} [INP-6]"))

    def input(kind, parameter)
      name = parameter.to_s
      return [name, [@defaults[name]]] if @defaults.key?(name)
      return [name, []] if kind == :req

      raise ArgumentError, "#{@name}: say what #{parameter} is by default (#{parameter}: value), a form has to tell it" if kind == :opt
      raise ArgumentError, "#{@name}: #{parameter || kind} is no positional parameter; a form has no others"
    end

    def check
      unknown = @marks - MARKS
      raise ArgumentError, "#{@name}: no mark #{unknown.first}; there are #{MARKS.join(", ")}" if unknown.any?
      raise ArgumentError, "#{@name}: a default for #{(@defaults.keys - @inputs.map(&:first)).first}, which it does not take" if (@defaults.keys - @inputs.map(&:first)).any?
      raise ArgumentError, "#{@name}: embed takes no arguments" if mark?(:embed) && @inputs.any?
      raise ArgumentError, "#{@name}: #{@method} has no envelope #{@envelope}" unless ENVELOPES.fetch(@method).include?(@envelope)
      raise ArgumentError, "#{@name}: the envelope blob takes one argument" if @envelope == "blob" && @inputs.size != 1
      raise ArgumentError, "#{@name}: the envelope none takes no arguments" if @envelope == "none" && @inputs.any?
    end
  end
end
