// A local network of the AT Protocol (PLC, PDS, AppView, Ozone, by @atproto/dev-env), with people on
// it and clients of theirs. It does what it is told by lines of JSON on standard input, and answers
// each with a line on the file descriptor ANSWERS.
//
//   network.mjs PACKAGES ANSWERS       PACKAGES: the folder where npm ci has put them
//
// It speaks with this machine alone: whatever else is looked up or called fails, and is counted.
import dns from 'node:dns'
import { writeSync } from 'node:fs'
import { createRequire } from 'node:module'
import net from 'node:net'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { labelIntake } from './label_intake.mjs'

const [packages, answers] = process.argv.slice(2)
const HOME = new Set(['localhost', '127.0.0.1', '::1', ''])
const refused = []

function stayHome() {
  const refuse = (what) => {
    refused.push(what)
    return Object.assign(new Error(`${what} is outside`), { code: 'ENOTFOUND' })
  }
  const connect = net.Socket.prototype.connect
  net.Socket.prototype.connect = function (...args) {
    const where = Array.isArray(args[0]) ? args[0][0] : args[0]
    const host = where?.path ? '' : String(where?.host ?? '')
    if (HOME.has(host)) return connect.apply(this, args)
    const error = refuse(`${host}:${where.port}`)
    process.nextTick(() => this.destroy(error))
    return this
  }
  for (const asker of [dns.promises, dns.promises.Resolver.prototype]) {
    for (const name of Object.getOwnPropertyNames(asker).filter((name) => name.startsWith('resolve'))) {
      asker[name] = async (question) => {
        throw refuse(String(question))
      }
    }
  }
}
stayHome()
console.log = console.info = console.error

const require = createRequire(join(packages, 'package.json'))
const { AtpAgent, moderatePost, moderateProfile } = require('@atproto/api')
const { TestNetwork } = require('@atproto/dev-env')
const { IdResolver, getDidKeyFromMultibase } = require('@atproto/identity')
const LabelIntake = labelIntake(require)

const network = await TestNetwork.create({
  dbPostgresUrl: process.env.DB_POSTGRES_URL,
  dbPostgresSchema: 'test',
  pds: { redisScratchAddress: process.env.REDIS_HOST },
})
const moderators = network.ozone.ctx.cfg.service.did
// As the network's own client has it: its house labeler is always asked, others are each person's wish.
AtpAgent.configure({ appLabelers: [moderators] })

const agents = new Map()
const intakes = new Map()

async function account({ handle, texts = [] }) {
  const agent = new AtpAgent({ service: network.pds.url })
  await agent.createAccount({ handle, email: `${handle}@mail.test`, password: 'a password' })
  agents.set(agent.did, agent)
  await agent.app.bsky.actor.profile.create({ repo: agent.did }, { displayName: handle })
  const posts = []
  for (const text of texts) posts.push((await agent.post({ text })).uri)
  await network.processAll()
  return { did: agent.did, posts }
}

// The DID document is changed as an account's owner changes it: with the word that the PDS mails.
async function declare({ did, key, endpoint }) {
  const agent = agents.get(did)
  const { identity } = agent.com.atproto
  const { data: wanted } = await identity.getRecommendedDidCredentials()
  await identity.requestPlcOperationSignature()
  const { token } = await network.pds.ctx.accountManager.db.db
    .selectFrom('email_token')
    .select('token')
    .where('did', '=', did)
    .where('purpose', '=', 'plc_operation')
    .executeTakeFirstOrThrow()
  wanted.verificationMethods.atproto_label = key
  wanted.services.atproto_labeler = { type: 'AtprotoLabeler', endpoint }
  const { data: signed } = await identity.signPlcOperation({ token, ...wanted })
  await identity.submitPlcOperation({ operation: signed.operation })
  const document = await new IdResolver({ plcUrl: network.plc.url }).did.resolve(did, true)
  const method = document.verificationMethod.find(({ id }) => id.endsWith('#atproto_label'))
  const service = document.service.find(({ id }) => id.endsWith('#atproto_labeler'))
  return { key: getDidKeyFromMultibase(method), ...service }
}

// The record that makes an account a labeler for AppViews and clients: which values, and their names.
async function announce({ did, value, name }) {
  const locales = [{ lang: 'en', name, description: 'Under the editorial control of a state.' }]
  const record = {
    policies: {
      labelValues: [value],
      labelValueDefinitions: [
        { identifier: value, severity: 'inform', blurs: 'none', defaultSetting: 'warn', locales },
      ],
    },
    reasonTypes: [],
    createdAt: new Date().toISOString(),
  }
  await agents.get(did).app.bsky.labeler.service.create({ repo: did, rkey: 'self' }, record)
  await network.processAll()
}

function follow({ did }) {
  const { plc, bsky } = network
  intakes.set(did, new LabelIntake(did, plc.url, bsky.db))
}

async function leave({ did }) {
  await intakes.get(did).stop()
  intakes.delete(did)
}

function told({ did }) {
  const { taken, notices, unbelieved, connections, troubles } = intakes.get(did)
  return { taken, notices, unbelieved, connections, troubles }
}

const subscribe = ({ viewer, labeler }) => agents.get(viewer).addLabeler(labeler)

const causes = (decision, context) =>
  decision.ui(context).informs.map(({ source, label, labelDef, target }) => ({
    by: source.did,
    val: label.val,
    target,
    name: labelDef.locales[0]?.name ?? labelDef.identifier,
  }))

// What a viewer's client gets of an account and of posts from the AppView, by way of the PDS, and
// what it makes of it.
async function look({ viewer, actor, posts }) {
  const agent = agents.get(viewer)
  const prefs = await agent.getPreferences()
  const wishes = {
    userDid: viewer,
    prefs: prefs.moderationPrefs,
    labelDefs: await agent.getLabelDefinitions(prefs),
  }
  const { data: profile, headers } = await agent.getProfile({ actor })
  const { data } = await agent.getPosts({ uris: posts })
  return {
    asked: headers['atproto-content-labelers'],
    profile: { labels: profile.labels, informs: causes(moderateProfile(profile, wishes), 'profileView') },
    posts: Object.fromEntries(
      data.posts.map((post) => [
        post.uri,
        { labels: post.labels, informs: causes(moderatePost(post, wishes), 'contentView') },
      ]),
    ),
  }
}

// A moderator of the network's own labels an account in Ozone.
async function judge({ did, create = [], negate = [] }) {
  await network.ozone.getModClient().emitEvent(
    {
      event: {
        $type: 'tools.ozone.moderation.defs#modEventLabel',
        createLabelVals: create,
        negateLabelVals: negate,
      },
      subject: { $type: 'com.atproto.admin.defs#repoRef', did },
      createdBy: moderators,
    },
    'moderator',
  )
  await network.ozone.processAll()
}

// What Ozone shows a moderator of an account, who wants another labeler's word beside its own.
async function inspect({ did, labeler }) {
  const headers = await network.ozone.modHeaders('tools.ozone.moderation.getRepo', 'moderator')
  const { data } = await new AtpAgent({ service: network.ozone.url }).tools.ozone.moderation.getRepo(
    { did },
    { headers: { ...headers, 'atproto-accept-labelers': labeler } },
  )
  return data.labels
}

// A reader who asks the labeler itself, by way of the PDS.
async function report({ viewer, labeler, did }) {
  const agent = agents.get(viewer).withProxy('atproto_labeler', labeler)
  try {
    await agent.createModerationReport({
      reasonType: 'com.atproto.moderation.defs#reasonOther',
      subject: { $type: 'com.atproto.admin.defs#repoRef', did },
    })
  } catch (error) {
    return { status: error.status, error: error.error, message: error.message }
  }
  return {}
}

async function end() {
  for (const did of [...intakes.keys()]) await leave({ did })
  await network.close()
  return { refused }
}

const doings = { account, announce, declare, end, follow, inspect, judge, leave, look, report, subscribe, told }
const answer = (value) => writeSync(Number(answers), `${JSON.stringify(value)}\n`)

answer({ moderators })
for await (const line of createInterface({ input: process.stdin })) {
  const { what, ...about } = JSON.parse(line)
  try {
    answer((await doings[what](about)) ?? {})
  } catch (error) {
    answer({ failed: `${what}: ${error.stack}` })
  }
  if (what === 'end') break
}
process.exit(0)
