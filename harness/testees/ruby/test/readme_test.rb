# frozen_string_literal: true

require_relative "setup"

# The examples of the README are programs that run.
class ReadmeTest < Minitest::Test
  def test_its_server_and_its_client
    server_code, client_code = File.read(File.expand_path("../README.md", __dir__)).scan(/```ruby\n(.*?)```/m).flatten
    room = Module.new.module_eval { binding }
    room.eval(server_code.sub("port: 8000", "port: 0").sub("server.join\n", ""))
    url = room.eval("server.url")
    room.eval(client_code.sub("http://127.0.0.1:8000/", url).sub(/^server\.call.*\n/, ""))
    assert_equal 7, room.eval("bob.id")
    assert_equal "to user 7 on shard-2: a: b", room.eval('bob.message("a", "b")')
    assert_equal "Goodbye x", room.eval('server.greeting("fr").call("x")')
  end
end
