// What stands between a labeler and an AppView. The AppView's published parts read labels from a
// table of theirs, and what fills it is not among them; this does, out of the published libraries:
// the labeler's place and key come from its DID document, each message is held to the lexicon, a
// label is believed by its signature alone, and the newest of each (source, subject, value) stays.
//
// Nothing is skipped: what cannot be believed is asked for again, from the same cursor, with the DID
// document read anew.
import { setTimeout as pause } from 'node:timers/promises'

const METHOD = 'com.atproto.label.subscribeLabels'

export function labelIntake(require) {
  const { lexicons } = require('@atproto/api')
  const { cborEncode } = require('@atproto/common')
  const { getServiceEndpoint, getVerificationMaterial } = require('@atproto/common-web')
  const { verifySignature } = require('@atproto/crypto')
  const { IdResolver, getDidKeyFromMultibase } = require('@atproto/identity')
  const { Subscription } = require('@atproto/xrpc-server')

  return class LabelIntake {
    did
    // What was seen, in the order in which it came.
    taken = [] // of each message that was believed: its number
    notices = [] // names of #info messages
    unbelieved = 0 // labels whose signature did not fit
    connections = 0
    troubles = []
    cursor = 0
    #db
    #resolver
    #stop = new AbortController()
    #running

    constructor(did, plcUrl, db) {
      this.did = did
      this.#db = db
      this.#resolver = new IdResolver({ plcUrl })
      this.#running = this.#run()
    }

    async stop() {
      this.#stop.abort()
      await this.#running
    }

    async #run() {
      while (!this.#stop.signal.aborted) {
        try {
          await this.#follow()
        } catch (error) {
          if (this.#stop.signal.aborted) return
          this.troubles.push(`${error.error ?? error.name}: ${error.message}`)
        }
        await pause(200)
      }
    }

    async #follow() {
      const { endpoint } = await this.#labeler(false)
      const stream = new Subscription({
        service: endpoint.replace(/^http/, 'ws'),
        method: METHOD,
        getParams: () => {
          this.connections += 1
          return { cursor: this.cursor }
        },
        validate: (message) => lexicons.assertValidXrpcMessage(METHOD, message),
        maxReconnectSeconds: 1,
        onReconnectError: (error) => this.troubles.push(`${error.code}: ${error.message}`),
        signal: this.#stop.signal,
      })
      for await (const message of stream) await this.#take(message)
    }

    async #labeler(anew) {
      const document = await this.#resolver.did.resolve(this.did, anew)
      const endpoint = getServiceEndpoint(document, { id: '#atproto_labeler', type: 'AtprotoLabeler' })
      const material = getVerificationMaterial(document, 'atproto_label')
      if (!endpoint || !material) throw new Error(`the DID document of ${this.did} declares no labeler`)
      return { endpoint, key: getDidKeyFromMultibase(material) }
    }

    async #believed(label) {
      const { sig, $type, ...said } = label
      if (label.src !== this.did || !(sig instanceof Uint8Array)) return false
      const bytes = cborEncode(said)
      for (const anew of [false, true]) {
        const { key } = await this.#labeler(anew)
        if (await verifySignature(key, bytes, sig)) return true
      }
      return false
    }

    async #take(message) {
      if (message.$type !== `${METHOD}#labels`) {
        this.notices.push(message.name)
        return
      }
      for (const label of message.labels) {
        if (!(await this.#believed(label))) {
          this.unbelieved += 1
          throw new Error(`the signature of label ${message.seq} does not fit`)
        }
        await this.#keep(label)
      }
      this.taken.push(message.seq)
      this.cursor = message.seq
    }

    async #keep({ src, uri, cid, val, neg, cts, exp }) {
      const newest = { neg: neg ?? false, cts, exp: exp ?? null }
      await this.#db.db
        .insertInto('label')
        .values({ src, uri, cid: cid ?? '', val, ...newest })
        .onConflict((row) => row.columns(['src', 'uri', 'cid', 'val']).doUpdateSet(newest))
        .execute()
    }
  }
}
