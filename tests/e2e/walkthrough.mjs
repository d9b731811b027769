// The whole story, told once, on what `make demo` looks at, the real server and a real browser: a peer
// discloses, people look, two decide, the affected are told, one objects and is right, an outlet is
// labelled, a statement is published and read, and the books are checked. docs/walkthrough.md tells it.
//
// usage: walkthrough.mjs OVERT FOLDER [--postgres | PICTURES]    PICTURES: a folder for the guide's screenshots
import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { cpSync, existsSync, mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { after, before, test } from 'node:test';
import { Desk, faultsOf, launchBrowser, onPostgres, root, settled } from './browser/desk.mjs';

const desk = new Desk(process.argv[2], process.argv[3], onPostgres);
const pictures = process.argv[4] && !onPostgres ? resolve(process.argv[4]) : desk.pictures;
const PICTURE_BYTES_MAX = 200_000;
const OPERATION = 'Quiet Ferry';
const OBJECTION = 'A marketing agency paid me, and each of my videos says so. I never knew who was behind it.';
const ANSWER = 'Each video says who paid, so there is nothing left to ask.';
const here = ['--data', desk.data];
const run = join(desk.data, 'run');
const accounts = join(desk.data, 'platform/accounts.ndjson');
const sink = join(desk.folder, 'platform.ndjson');
const peer = new Desk(process.argv[2], join(process.argv[3], 'peer'));
let browser;
let covert; // the network that the peer discloses
let paid; // the network in which creators were paid without knowing by whom
let decisions; // on the creators
let link; // to object
let objector; // the account whose link it is
let publication;

/** What the guide shows: the window as a reader sees it, small enough to be kept with the sources. */
async function show(page, name, options = {}) {
  const path = join(pictures, `walkthrough-${name}.png`);
  await page.screenshot({ path, ...options });
  const { size } = statSync(path);
  assert.ok(pictures === desk.pictures || size < PICTURE_BYTES_MAX, `${path} has ${size} bytes`);
}

/** Until the page is at rest, and with that heading or field at its top. */
async function lookAt(page, place) {
  await settled(page);
  await place.evaluate((element) => scrollTo(0, element.getBoundingClientRect().top + scrollY - 90));
  await settled(page);
}

/** A command as the guide has it: folders by their short names, without what is for programs. */
function asTold(words) {
  const names = [[peer.data, 'peer'], [`${peer.folder}/`, ''], [desk.data, 'desk'], [`${desk.folder}/`, ''],
    [`${root}/`, ''], [covert?.id, 'NETWORK']];
  const told = ['overt', ...words].join(' ').replace(/ --(json|password-file \S+)/g, '');
  return names.reduce((text, [long, short]) => (long ? text.replaceAll(long, short) : text), told);
}

const ran = new Set();
for (const one of [desk, peer]) {
  const run = one.run.bind(one);
  one.run = (words, input) => {
    const said = run(words, input);
    ran.add(asTold(words));
    return said;
  };
}

const answer = (...words) => JSON.parse(desk.run([...words, '--json', ...here]).trim().split('\n').at(-1));
const caseOf = (network) => answer('cases', 'list').cases.find((one) => one.id === network);
const delivered = () => readFileSync(sink, 'utf8').trim().split('\n').map((line) => JSON.parse(line).message);
const ofType = (messages, type) => messages.filter((one) => one.type === type);

const windows = new Map(); // of those who are signed in: signing in is slow on purpose

async function session(person, story, options = {}) {
  const opened = windows.get(person) ??
    (await desk.windowOf(browser, person, { viewport: { width: 1160, height: 760 }, ...options }));
  await story(opened.page);
  if (person) windows.set(person, opened);
  else await opened.close();
  assert.deepEqual(opened.wrong, []);
}

/** Proposes in a case what `upTo` says, after the preview has named `count` accounts. */
async function propose(page, upTo, count, people, reason, picture) {
  await page.getByLabel(/Up to/).selectOption(upTo);
  await page.getByRole('button', { name: 'See who would be concerned' }).click();
  const dialog = page.getByRole('dialog').filter({ hasText: 'It would concern' });
  await dialog.getByText(new RegExp(`It would concern ${count} accounts?\\b`)).waitFor();
  await dialog.getByText(people).waitFor();
  if (picture) await show(page, picture);
  await dialog.getByRole('textbox').fill(reason);
  await dialog.getByRole('button', { name: 'Propose to the others' }).click();
  await dialog.waitFor({ state: 'hidden' });
}

async function agree(page, network, until, picture) {
  await page.goto(`${desk.origin}/#/cases/${caseOf(network).case}`);
  await page.getByRole('button', { name: 'Agree', exact: true }).click();
  const dialog = page.getByRole('dialog').filter({ hasText: 'accounts' });
  await dialog.getByText(/undo/i).first().waitFor();
  if (picture) await show(page, picture);
  await dialog.getByRole('button', { name: 'Agree', exact: true }).click();
  await dialog.waitFor({ state: 'hidden' });
  await page.getByText(until).first().waitFor();
}

before(async () => {
  browser = await launchBrowser();
  mkdirSync(pictures, { recursive: true });
  const networks = desk.find();
  const roleIn = (network, role) => (network.attribution?.accounts ?? []).filter((one) => one.role === role);
  covert = networks.find((one) => one.tier === 'review' && one.attribution?.assessment === 'attributed');
  paid = networks.find((one) => roleIn(one, 'paid_unwitting').length > 0);
  assert.ok(covert && paid && covert.id !== paid.id);
  desk.hire({ ana: 'analyst', rui: 'reviewer', ria: 'reviewer', apo: 'approver', aud: 'auditor',
    pia: 'policy_editor' });
  // The policy as it comes looks on; here it is brought into use.
  desk.policies = join(desk.folder, 'policies');
  mkdirSync(desk.policies);
  const file = join(desk.policies, 'covert-influence.yaml');
  const policy = readFileSync(join(root, 'policies/covert-influence.yaml'), 'utf8');
  writeFileSync(file, policy.replace('mode: shadow', 'mode: live'));
  cpSync(join(root, 'policies/elections.yaml'), join(desk.policies, 'elections.yaml'));
  desk.runBy('pia', ['policy', 'adopt', file]);
  await desk.serve();
  const settings = desk.run(['notices', 'settings']);
  assert.match(settings, /^appeals: /m);
  writeFileSync(join(desk.data, 'notices.yaml'), settings.replace(/^appeals: .*$/m, `appeals: ${desk.origin}`));
  // Another platform, with a desk of its own, has found the same accounts.
  peer.run(['ledger', 'init', '--origin', 'harbour.example/overt', '--data', peer.data]);
  peer.run(['people', 'add', 'root', '--roles', 'admin', '--data', peer.data]);
  for (const [person, roles] of [['ann', 'analyst'], ['abe', 'approver']]) {
    peer.run(['people', 'add', person, '--roles', roles, '--by', 'root', '--data', peer.data]);
  }
});

after(async () => {
  await browser?.close();
  desk.close();
});

test('a peer discloses; what is found here opens a mirror case, and nothing else', async () => {
  const package_ = join(peer.folder, 'for-clipper.stix.json');
  peer.run(['disclose', 'export', '--run', run, '--network', covert.id, '--publisher', 'Harbour',
    '--tlp', 'amber', '--to', 'clipper', '--out', package_, '--by', 'abe', '--data', peer.data]);
  const told = JSON.parse(desk.runBy('ana', ['disclose', 'import', package_, '--peer', 'harbour', '--accounts',
    accounts, '--run', run, '--json']));
  assert.equal(told.tlp, 'amber');
  const found = told.assets.filter((one) => one.found).flatMap((one) => one.accounts);
  const members = covert.members.filter((one) => one.standing === 'member').map((one) => one.account);
  assert.deepEqual(found.sort(), members.sort());
  assert.equal(answer('decide', 'list').decisions.length, 0, 'a disclosure decides nothing');
  await session('ana', async (page) => {
    await page.goto(`${desk.origin}/#/cases`);
    await page.getByRole('link', { name: /mirror of a disclosure by harbour/ }).waitFor();
    await page.getByRole('link', { name: /mirror of a disclosure by harbour/ }).click();
    await page.locator('[data-mirror]').waitFor();
    await page.getByText('harbour disclosed network').waitFor();
    await show(page, 'mirror');
    await page.locator('[data-mirror]').getByRole('link', { name: covert.id }).click();
    await page.getByRole('heading', { name: `A network of ${covert.members.length} accounts`, level: 1 }).waitFor();
  });
});

test('an analyst reads how sure it is, what else was tried, and who is behind it, with sources', async () => {
  await session('ana', async (page) => {
    await page.goto(`${desk.origin}/#/networks/${covert.id}`);
    await page.getByRole('heading', { name: `A network of ${covert.members.length} accounts`, level: 1 }).waitFor();
    await page.getByText('1 in 3,700').first().waitFor();
    await settled(page);
    await show(page, 'network');
    const tried = page.getByRole('heading', { name: 'Alternatives considered' });
    await tried.waitFor();
    assert.equal(await page.getByText('does not fit', { exact: true }).count(), covert.explanations.length);
    await lookAt(page, tried);
    await show(page, 'explanations');
    await page.getByRole('tab', { name: 'Who is behind it' }).click();
    await page.getByText(covert.attribution.entity_name).first().waitFor();
    assert.ok((await page.locator('main ol a[href^="https:"]').count()) > 0, 'each claim has its source');
    await lookAt(page, page.getByRole('heading', { name: 'Who is behind it' }));
    await show(page, 'attribution');
    assert.deepEqual(await faultsOf(page), []);
    await page.getByRole('button', { name: 'Open a case' }).click();
    await page.getByRole('heading', { name: 'Decisions in this case' }).waitFor();
    await propose(page, 'suspend', covert.members.length, /2 people must agree/,
      'three independent kinds of evidence, and no innocent explanation fits', 'preview');
    await page.getByText(/0 of 2 agreed/).first().waitFor();
    assert.equal(await page.getByRole('button', { name: 'Agree', exact: true }).count(), 0);
  });
});

test('two other people agree, and only then it is in effect', async () => {
  await session('rui', (page) => agree(page, covert.id, /1 of 2 agreed/));
  assert.equal(answer('decide', 'list', '--state', 'in_effect').decisions.length, 0);
  await session('apo', (page) => agree(page, covert.id, /^in effect$/, 'agree'));
  assert.equal(answer('decide', 'list', '--state', 'in_effect').decisions.length, covert.members.length);
});

test('creators who were deceived are asked who pays them, and accused of nothing', async () => {
  const deceived = paid.attribution.accounts.filter((one) => one.role === 'paid_unwitting');
  await session('ana', async (page) => {
    await page.goto(`${desk.origin}/#/networks/${paid.id}`);
    await page.getByRole('button', { name: 'Open a case' }).click();
    await page.getByRole('heading', { name: 'Decisions in this case' }).waitFor();
    await propose(page, 'request_disclosure', deceived.length, /1 person must agree/, 'paid by somebody who hid it');
  });
  await session('rui', (page) => agree(page, paid.id, /^in effect$/));
  decisions = answer('decide', 'list', '--network', paid.id, '--state', 'in_effect').decisions;
  assert.deepEqual(decisions.map((one) => one.draft.subject.id).sort(), deceived.map((one) => one.account).sort());
});

test('what was decided is carried out, and everybody whom it falls on is told', () => {
  const told = answer('deliver', '--sink', `file:${sink}`);
  const actions = ofType(delivered(), 'action.requested');
  const notices = ofType(delivered(), 'notice.issued');
  assert.equal(told.taken, actions.length + notices.length);
  assert.equal(told.notices_blocked, 0);
  assert.equal(notices.length, covert.members.length + decisions.length, 'one for each account');
  const limits = new Set(actions.map((one) => one.data.action.step.action));
  assert.deepEqual([...limits].sort(), ['limit_reach', 'request_disclosure', 'suspend']);
  const notice = notices.find((one) => one.data.deceived).data;
  assert.match(notice.text, /You are not accused of anything/);
  assert.match(notice.text, /by people/);
  link = notice.redress.appeal;
  objector = notice.account;
  assert.ok(link.startsWith(`${desk.origin}/appeals/`));
  assert.ok(!JSON.stringify(notices).includes('paid by somebody who hid it'), 'words for colleagues stay here');
  assert.equal(answer('deliver', '--sink', `file:${sink}`).taken, 0, 'nothing goes out twice');
});

test('a creator opens the signed link, without an account or a script, and objects', async () => {
  await session(null, async (page) => {
    await page.goto(link);
    await page.getByText(/not accused of anything/).first().waitFor();
    await page.getByRole('textbox').fill(OBJECTION);
    assert.equal(await page.locator('script').count(), 0);
    await show(page, 'appeal', { fullPage: true });
    await page.getByRole('button').click();
    await page.getByText(/received/).first().waitFor();
    assert.equal(await page.locator('form').count(), 0, 'one objects once');
    assert.equal((await fetch(`${link.slice(0, -4)}AAAA`)).status, 403, 'a changed link opens nothing');
  }, { javaScriptEnabled: false });
  const [appealed] = answer('decide', 'list', '--state', 'appealed').decisions;
  assert.equal(appealed.draft.subject.id, objector);
});

test('somebody who had no part hears it, and it is right: taken back, and told', async () => {
  await session('rui', async (page) => {
    await page.goto(`${desk.origin}/#/appeals`);
    await page.getByText('You had a part in this decision').waitFor();
    assert.equal(await page.getByRole('button', { name: 'Reverse' }).count(), 0);
  });
  await session('ria', async (page) => {
    await page.goto(`${desk.origin}/#/appeals`);
    await page.getByText(OBJECTION).waitFor();
    await settled(page);
    await show(page, 'hearing');
    await page.getByRole('button', { name: 'Reverse' }).click();
    const dialog = page.getByRole('dialog').filter({ hasText: 'Reversing undoes' });
    await dialog.getByRole('textbox').fill(ANSWER);
    await dialog.getByRole('button', { name: 'Reverse' }).click();
    await page.getByText('No appeal waits.').waitFor();
  });
  const before = delivered().length;
  assert.equal(answer('deliver', '--sink', `file:${sink}`).taken, 2);
  const [undone, outcome] = delivered().slice(before);
  assert.equal(undone.type, 'action.undone');
  assert.equal(undone.data.action.subject.id, objector);
  assert.deepEqual([outcome.type, outcome.data.cause, outcome.data.account], ['notice.issued', 'reversed', objector]);
  assert.ok(outcome.data.text.includes(ANSWER));
  await session(null, async (page) => {
    await page.goto(link);
    await page.getByText(ANSWER).waitFor();
    await show(page, 'outcome');
  });
});

test('a state-controlled outlet is labelled by what is on its sheet, for everybody to see', async () => {
  desk.label('ana');
  await session(null, async (page) => {
    await page.goto(`${desk.origin}/transparency/labels`);
    await page.getByRole('heading', { name: 'Labels', level: 1 }).waitFor();
    const text = await page.locator('main').innerText();
    assert.ok(text.includes('RT'), text.slice(0, 400));
    assert.ok(!text.includes('BBC'), 'who is not state-controlled has no label');
    await show(page, 'labels');
    await page.getByRole('link', { name: 'Why, and how to contest it' }).first().click();
    await page.getByRole('heading', { name: 'How to contest it' }).waitFor();
  });
});

test('a statement is published, and a journalist reads it', async () => {
  desk.runBy('ana', ['disclose', 'note', covert.id, '--name', OPERATION, '--asked',
    covert.attribution.entity_name, '--asked-on', '2024-09-18', '--operated-from', 'abroad', '--audience', 'voters']);
  const statement = ['disclose', 'publish', 'statement', '--run', run, '--network', covert.id, '--accounts', accounts,
    '--publisher', 'Clipper', '--json'];
  publication = JSON.parse(desk.runBy('apo', statement)).publication;
  await session(null, async (page) => {
    await page.goto(`${desk.origin}/transparency`);
    await page.getByRole('link', { name: 'Statements and reports' }).first().click();
    await page.getByRole('link', { name: OPERATION }).click();
    await page.getByText(`${covert.members.length} accounts of this network are restricted`).waitFor();
    const text = await page.locator('main').innerText();
    assert.ok(text.includes(covert.attribution.entity_name));
    for (const { account } of covert.members) assert.ok(!text.includes(account), `${account} is named`);
    await show(page, 'statement');
    assert.deepEqual(await faultsOf(page), []);
  });
});

test('the peer fetches the bundle and the feed, and has a mirror case of its own', async () => {
  const get = async (path) => {
    const found = await fetch(desk.origin + path);
    assert.equal(found.status, 200, path);
    return Buffer.from(await found.arrayBuffer());
  };
  const feed = (await get('/transparency/feed.atom')).toString();
  assert.match(feed, new RegExp(`<title>[^<]*${OPERATION}`));
  assert.ok(feed.includes(publication));
  const listed = JSON.parse(await get('/transparency/disclosures')).disclosures;
  const file = listed[0].files.find((one) => one.name === 'disclosure.stix.json');
  const bytes = await get(file.path);
  assert.equal(createHash('sha256').update(bytes).digest('hex'), file.sha256);
  for (const { account } of covert.members) assert.ok(!bytes.includes(account));
  const bundle = join(peer.folder, 'fetched.stix.json');
  writeFileSync(bundle, bytes);
  const taken = JSON.parse(peer.run(['disclose', 'import', bundle, '--peer', 'clipper', '--accounts',
    accounts, '--run', run, '--json', '--by', 'ann', '--data', peer.data]));
  assert.equal(taken.tlp, 'clear');
  assert.match(peer.run(['cases', 'list', '--data', peer.data]), /mirror of a disclosure by clipper/);
});

test('an auditor has the browser check a receipt, and the books agree', async () => {
  await session('aud', async (page) => {
    await page.goto(`${desk.origin}/#/decisions/${decisions[0].decision}`);
    await page.getByRole('link', { name: 'Check it here' }).click();
    await page.waitForFunction(() => document.querySelector('textarea')?.value.startsWith('c2sp.org/tlog-proof@v1'));
    await page.getByRole('button', { name: 'Check', exact: true }).click();
    await page.locator('[data-outcome="holds"]').waitFor();
    await lookAt(page, page.locator('[data-outcome="holds"]'));
    await show(page, 'receipt');
    const field = page.getByRole('textbox', { name: 'Receipt (.tlog-proof)' });
    await field.fill((await field.inputValue()).replace(/^index (\d+)$/m, (_, at) => `index ${at === '0' ? 1 : 0}`));
    await page.getByRole('button', { name: 'Check', exact: true }).click();
    await page.locator('[data-outcome="fails"]').waitFor();
  });
  const books = answer('reconcile');
  assert.deepEqual(books.notices_blocked, []);
  assert.equal(books.notices, covert.members.length + decisions.length + 1);
  assert.equal(books.actions, 2 * covert.members.length + decisions.length + 1);
  assert.match(desk.run(['ledger', 'verify', ...here]), /\d+ entries/);
  assert.match(desk.run(['disclose', 'check', ...here]), /^1 publication: every number follows/);
  const [clause] = answer('notices', 'precision').clauses.filter((one) => one.clause === 'deceived-creator');
  assert.deepEqual([clause.decided, clause.overturned], [decisions.length, 1]);
});

// It shows those of a folder.
test('the guide shows commands that were run here, and pictures that there are', { skip: onPostgres }, () => {
  const guide = readFileSync(join(root, 'docs/walkthrough.md'), 'utf8');
  const blocks = [...guide.matchAll(/^```\n(.*?)^```$/gms)].map((found) => found[1].replaceAll(/ *\\\n */g, ' '));
  const commands = blocks.flatMap((block) => block.split('\n')).filter((line) => line.startsWith('overt '));
  assert.ok(commands.length >= 15, `${commands.length} commands`);
  for (const line of commands.filter((one) => !one.startsWith('overt serve'))) {
    const plain = line.replace(/ +[>#<].*$/, '').replaceAll("'", '');
    assert.ok(ran.has(plain), `${plain} was not run, but:\n${[...ran].join('\n')}`);
  }
  assert.deepEqual([covert.members.length, decisions.length], [15, 6], 'the guide says how many');
  for (const [, image] of guide.matchAll(/\]\((images\/[^)]+)\)/g)) {
    assert.ok(existsSync(join(root, 'docs', image)), image);
  }
});
