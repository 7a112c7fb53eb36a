// Answers `hyperglyph check --testee testee.toml`: one JSON object a line, in and out.
import { createInterface } from 'node:readline'

// FILL IN: the roles and features that your implementation has; "server" once `serve` answers.
const HELLO = { name: '{{name}}', version: '0.1.0', language: `JavaScript, node ${process.versions.node}`,
  roles: ['codec', 'client'], features: [] }

class Unsupported extends Error {}
// Throw it where a message is wrong: what is wrong, and where.
export class Malformed extends Error {}

// FILL IN: the value of these bytes (a Buffer), in the JSON notation.
async function decode(message) { throw new Unsupported() }

// FILL IN: the bytes of a value, which comes in the JSON notation; with its strings in NFC, if that is asked.
async function encode(value, nfc) { throw new Unsupported() }

// FILL IN: get the url, take each step from the result of the one before, and answer with the last result:
// {value: …}, or {error: {kind: 'client-error', status: 404, error: …}}. A step is {get: 'name'},
// {call: […], named: {…}} or {read: true}.
async function browse(url, steps, options) { throw new Unsupported() }

// FILL IN: serve the conformance page on a free port, until stdin ends; the url of it.
async function serve() { throw new Unsupported() }

async function answer(ask) {
  switch (ask.op) {
    case 'hello': return HELLO
    case 'decode': return { value: await decode(Buffer.from(ask.bytes, 'base64')) }
    case 'encode': return { bytes: Buffer.from(await encode(ask.value, ask.nfc ?? false)).toString('base64') }
    case 'browse': return browse(ask.url, ask.steps, ask.options ?? {})
    case 'serve': return { url: await serve() }
    default: throw new Unsupported()
  }
}

for await (const line of createInterface({ input: process.stdin })) {
  const ask = JSON.parse(line)
  let told
  try {
    told = await answer(ask)
  } catch (error) {
    if (error instanceof Unsupported) told = { unsupported: true }
    else if (error instanceof Malformed) told = { error: error.message }
    else throw error
  }
  process.stdout.write(JSON.stringify({ id: ask.id, ...told }) + '\n')
}
