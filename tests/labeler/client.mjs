// The official client of the AT Protocol before a labeler, as JSON on standard output.
//
//   client.mjs query ENDPOINT KEY PATTERN...            labels, each with "verified"
//   client.mjs subscribe ENDPOINT KEY CURSOR COUNT      so many messages; CURSOR - for none
//
// KEY is the did:key of the labeler's #atproto_label. Signatures are checked by @atproto/crypto over
// the label as @atproto/common encodes it.
import { AtpAgent } from '@atproto/api'
import { cborEncode } from '@atproto/common'
import { verifySignature } from '@atproto/crypto'
import { Subscription } from '@atproto/xrpc-server'

async function verified(label, key) {
  const { sig, $type, ...said } = label
  if (!(sig instanceof Uint8Array) || sig.length !== 64) return false
  return verifySignature(key, cborEncode(said), sig)
}

async function told(label, key) {
  return { ...label, sig: Buffer.from(label.sig).toString('hex'), verified: await verified(label, key) }
}

async function query(endpoint, key, patterns) {
  const agent = new AtpAgent({ service: endpoint })
  const labels = []
  let cursor
  do {
    const answer = await agent.com.atproto.label.queryLabels({ uriPatterns: patterns, limit: 2, cursor })
    labels.push(...answer.data.labels)
    cursor = answer.data.cursor
  } while (cursor)
  return Promise.all(labels.map((label) => told(label, key)))
}

async function subscribe(endpoint, key, cursor, count) {
  const stop = new AbortController()
  const messages = []
  const stream = new Subscription({
    service: endpoint.replace(/^http/, 'ws'),
    method: 'com.atproto.label.subscribeLabels',
    getParams: () => (cursor === '-' ? {} : { cursor: Number(cursor) }),
    validate: (message) => message,
    maxReconnectSeconds: 1,
    signal: stop.signal,
  })
  console.error('listening')
  try {
    for await (const message of stream) {
      const labels = await Promise.all((message.labels ?? []).map((label) => told(label, key)))
      messages.push({ ...message, labels })
      if (messages.length >= count) break
    }
  } catch (error) {
    messages.push({ error: error.error ?? error.name, message: error.message })
  }
  stop.abort()
  return messages
}

const [what, endpoint, key, ...rest] = process.argv.slice(2)
const answer =
  what === 'query' ? await query(endpoint, key, rest) : await subscribe(endpoint, key, rest[0], Number(rest[1]))
console.log(JSON.stringify(answer))
process.exit(0)
