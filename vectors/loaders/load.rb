# The vectors and cases in Ruby: load_cases(folder) gives them, to_bytes their bytes.
require "json"

def to_bytes(spec)
  return spec.b if spec.is_a?(String)
  return [spec["hex"]].pack("H*") if spec["hex"]
  return spec["base64"].unpack1("m0") if spec["base64"]
  return spec["concat"].map { |part| to_bytes(part) }.join.b if spec["concat"]
  to_bytes(spec["repeat"]) * spec["times"]
end

def load_cases(folder, kind = "codec/*.json", key = "vectors")
  Dir[File.join(folder, kind)].sort.flat_map { |file| JSON.parse(File.read(file, encoding: "UTF-8"), max_nesting: false)[key] }
end

if $PROGRAM_NAME == __FILE__
  vectors, cases = load_cases(ARGV[0]), load_cases(ARGV[0], "http/*/*.json", "cases")
  puts [vectors.size, cases.size, vectors.sum { |vector| to_bytes(vector["bytes"]).bytesize }].join(" ")
end
