// The vectors and cases in JavaScript: load(folder) gives them, toBytes their bytes.
import { readFileSync, readdirSync } from "node:fs";

export function toBytes(spec) {
  if (typeof spec === "string") return Buffer.from(spec, "utf8");
  if (spec.hex !== undefined) return Buffer.from(spec.hex, "hex");
  if (spec.base64 !== undefined) return Buffer.from(spec.base64, "base64");
  if (spec.concat) return Buffer.concat(spec.concat.map(toBytes));
  return Buffer.concat(Array(spec.times).fill(toBytes(spec.repeat)));
}

export function load(folder, kind = "codec", key = "vectors") {
  const files = readdirSync(`${folder}/${kind}`).filter((name) => name.endsWith(".json")).sort();
  return files.flatMap((name) => JSON.parse(readFileSync(`${folder}/${kind}/${name}`, "utf8"))[key]);
}

if (process.argv[1]?.endsWith("load.mjs")) {
  const folder = process.argv[2];
  const cases = ["http/server", "http/client"].flatMap((kind) => load(folder, kind, "cases"));
  const vectors = load(folder);
  const sizes = vectors.map((vector) => toBytes(vector.bytes).length);
  console.log(vectors.length, cases.length, sizes.reduce((sum, size) => sum + size, 0));
}
