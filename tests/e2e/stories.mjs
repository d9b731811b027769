// What people do with Overt, person by person, in a real browser on the real program, one after the
// other on the same data: an analyst finds a network, reviewer and approver decide, an auditor checks
// a receipt, what is to be said is written by one and published by another, a journalist reads it, a peer
// platform takes it in, and it is withdrawn again.
//
// usage: stories.mjs OVERT FOLDER [--postgres]    FOLDER keeps data and pictures (FOLDER/screens)
import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { cpSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { Desk, faultsOf, launchBrowser, onPostgres, overflowOf, PHONE, root, settled } from './browser/desk.mjs';

const desk = new Desk(process.argv[2], process.argv[3], onPostgres);
const OPERATION = 'Quiet Ferry';
let browser;
let networks;
let network; // that the analyst took
let opened; // her case
let receipt;
let publication;

/** The policy as it came, put on record; then the same, live, with one clause worded anew. */
function adoptPolicies() {
  desk.policies = join(desk.folder, 'policies');
  mkdirSync(desk.policies);
  for (const name of ['covert-influence.yaml', 'elections.yaml', 'golden']) {
    cpSync(join(root, 'policies', name), join(desk.policies, name), { recursive: true });
  }
  const file = join(desk.policies, 'covert-influence.yaml');
  desk.runBy('pia', ['policy', 'adopt', file]);
  const live = readFileSync(file, 'utf8')
    .replace('mode: shadow', 'mode: live')
    .replace('version: 1.0.0', 'version: 1.1.0')
    .replace('title: A member of a confirmed covert network', 'title: An account that a covert network operates');
  writeFileSync(file, live);
  desk.runBy('pia', ['policy', 'adopt', file]);
}

/** Decided some time ago, and not yet carried out: people at the command line may say when. */
function decideEarlier() {
  const other = networks.filter((one) => one.tier === 'review').at(-1);
  desk.runBy('ana', ['decide', 'propose', '--run', join(desk.data, 'run'), '--network', other.id, '--policy',
    join(desk.policies, 'covert-influence.yaml'), '--accounts', join(desk.data, 'platform/accounts.ndjson'),
    '--protected', join(desk.data, 'protected.txt'), '--up-to', 'limit_reach', '--reason', 'two kinds of evidence',
    '--at', '2024-09-20T10:00:00Z']);
  for (const [person, at] of [['rui', '10:01'], ['apo', '10:02']]) {
    const open = JSON.parse(desk.run(['decide', 'list', '--state', 'open', '--json', '--data', desk.data]));
    if (open.decisions.length === 0) return;
    desk.runBy(person, ['decide', 'agree', '--network', other.id, '--at', `2024-09-20T${at}:00Z`]);
  }
}

before(async () => {
  browser = await launchBrowser();
  networks = desk.find();
  desk.hire({ ana: 'analyst', rui: 'reviewer', ria: 'reviewer', apo: 'approver', aud: 'auditor', pia: 'policy_editor' });
  adoptPolicies();
  desk.label('ana');
  decideEarlier();
  await desk.serve();
});

after(async () => {
  await browser?.close();
  desk.close();
});

test('an analyst finds a network, opens a case, and proposes what she saw whom it concerns', async () => {
  const { page, wrong, close } = await desk.windowOf(browser, 'ana');
  await page.locator('main [data-row]').first().click();
  await page.getByRole('heading', { name: /A network of/, level: 1 }).waitFor();
  const lastWord = () => decodeURIComponent(/[^/?]+(?=\?|$)/.exec(new URL(page.url()).hash)[0]);
  const looked = lastWord();
  network = networks.find((one) => one.id === looked);
  assert.equal(network?.tier, 'review', page.url());
  await page.getByRole('button', { name: 'Open a case' }).click();
  await page.getByRole('heading', { name: 'Decisions in this case' }).waitFor();
  opened = lastWord();
  await page.getByLabel(/Up to/).selectOption('suspend');
  await page.getByRole('button', { name: 'See who would be concerned' }).click();
  const dialog = page.getByRole('dialog').filter({ hasText: 'It would concern' });
  await dialog.getByText(/It would concern \d+ accounts/).waitFor();
  await dialog.getByText(/people must agree/).waitFor();
  await desk.picture(page, 'analyst-preview');
  assert.deepEqual(await faultsOf(page), []);
  await dialog.getByRole('textbox').fill('two independent families of evidence, and no explanation fits');
  await dialog.getByRole('button', { name: 'Propose to the others' }).click();
  await dialog.waitFor({ state: 'hidden' });
  await page.getByText(/0 of 2 agreed/).first().waitFor();
  assert.equal(await page.getByRole('button', { name: 'Agree' }).count(), 0, 'who proposes does not agree');
  await desk.picture(page, 'analyst-case');
  await close();
  assert.deepEqual(wrong, []);
});

test('a reviewer sees what will happen and agrees; nothing happens yet', async () => {
  const { page, wrong, close } = await desk.windowOf(browser, 'rui');
  await page.goto(`${desk.origin}/#/cases/${opened}`);
  await page.getByRole('button', { name: 'Agree', exact: true }).click();
  const dialog = page.getByRole('dialog').filter({ hasText: 'accounts' });
  await dialog.getByText('How it is undone').or(dialog.getByText(/undo/i)).first().waitFor();
  await desk.picture(page, 'reviewer-preview');
  await dialog.getByRole('button', { name: 'Agree', exact: true }).click();
  await page.getByText(/1 of 2 agreed/).first().waitFor();
  await close();
  assert.deepEqual(wrong, []);
});

test('an approver, by the keyboard alone on a phone in the dark, gives the second agreement', async () => {
  const { page, wrong, close } = await desk.windowOf(browser, 'apo', { viewport: PHONE, colorScheme: 'dark' });
  await page.goto(`${desk.origin}/#/cases/${opened}`);
  const agree = page.getByRole('button', { name: 'Agree', exact: true });
  await agree.waitFor();
  await agree.focus();
  await page.keyboard.press('Enter');
  const dialog = page.getByRole('dialog').filter({ hasText: 'accounts' });
  await dialog.waitFor();
  await desk.picture(page, 'approver-preview');
  assert.deepEqual(await faultsOf(page), []);
  // From wherever the dialog puts the focus, Tab reaches its button.
  for (let presses = 0; presses < 12; ++presses) {
    const there = await page.evaluate(() => document.activeElement?.matches('dialog[open] button.primary'));
    if (there) break;
    await page.keyboard.press('Tab');
  }
  await page.keyboard.press('Enter');
  await dialog.waitFor({ state: 'hidden' });
  await page.getByText('in effect', { exact: true }).first().waitFor();
  await desk.picture(page, 'approver-done');
  await close();
  assert.deepEqual(wrong, []);
});

test('an auditor takes the receipt of a decision and has the browser alone check it', async () => {
  const { page, wrong, close } = await desk.windowOf(browser, 'aud');
  await page.goto(`${desk.origin}/#/decisions`);
  await settled(page);
  await page.locator('main [data-row]').first().click();
  await page.getByRole('link', { name: 'Check it here' }).click();
  const field = page.getByRole('textbox', { name: 'Receipt (.tlog-proof)' });
  await page.waitForFunction(() => document.querySelector('textarea')?.value.startsWith('c2sp.org/tlog-proof@v1'));
  receipt = await field.inputValue();
  const asked = [];
  page.on('request', (request) => asked.push(request.url()));
  await page.getByRole('button', { name: 'Check', exact: true }).click();
  await page.locator('[data-outcome="holds"]').waitFor();
  assert.deepEqual(asked, [], 'checking asks nobody');
  await desk.picture(page, 'auditor-holds');
  await field.fill(receipt.replace(/^index (\d+)$/m, (_, index) => `index ${index === '0' ? 1 : 0}`));
  await page.getByRole('button', { name: 'Check', exact: true }).click();
  await page.locator('[data-outcome="fails"]').waitFor();
  await close();
  assert.deepEqual(wrong, []);
});

test('of a network one account objects and is right: it alone is freed, as the preview said', async () => {
  const facts = join(desk.folder, 'network.ndjson');
  writeFileSync(facts, `${JSON.stringify({
    subject: 'network', id: 'elsewhere', accounts: ['clipper:a', 'clipper:b', 'clipper:c'],
    facts: { 'finding.status': 'confirmed', 'finding.tier': 'review', 'finding.explanation': 'undisclosed', 'finding.families': 3 },
  })}\n`);
  const [{ decision }] = JSON.parse(desk.runBy('ana', ['decide', 'propose', '--facts', facts, '--subject',
    'network:elsewhere', '--policy', join(desk.policies, 'covert-influence.yaml'), '--up-to', 'suspend', '--reason', 'r',
    '--json'])).decisions;
  for (const person of ['rui', 'apo']) desk.runBy(person, ['decide', 'agree', decision]);
  const object = (account, reason) => desk.run(['decide', 'appeal', decision, '--account', account, '--reason', reason,
    '--data', desk.data]);
  const standing = () => JSON.parse(desk.run(['decide', 'show', decision, '--json', '--data', desk.data])).decisions[0];
  object('clipper:b', 'I am a fan.');
  const { page, wrong, close } = await desk.windowOf(browser, 'ria');
  await page.goto(`${desk.origin}/#/appeals`);
  await page.getByText('I am a fan.').waitFor();
  await page.getByRole('button', { name: 'Reverse for this account' }).click();
  let dialog = page.getByRole('dialog').filter({ hasText: 'Taken back' });
  await dialog.getByText('For clipper:b alone').waitFor();
  await dialog.getByText('It holds for 2 other accounts.').waitFor();
  await desk.picture(page, 'appeal-one-account');
  assert.deepEqual(await faultsOf(page), []);
  await dialog.getByRole('textbox').fill('No member: a fan.');
  await dialog.getByRole('button', { name: 'Reverse for this account' }).click();
  await page.getByText('No appeal waits.').waitFor();
  assert.deepEqual([standing().state, standing().accounts_held], ['in_effect', 2]);
  object('clipper:c', 'We are a fan club.');
  await page.reload();
  await page.getByText('We are a fan club.').waitFor();
  await page.getByRole('button', { name: 'Reverse as a whole' }).click();
  dialog = page.getByRole('dialog').filter({ hasText: 'Taken back' });
  await dialog.getByText('for all 2 accounts that it falls on').waitFor();
  await dialog.getByRole('textbox').fill('A fan club.');
  await dialog.getByRole('button', { name: 'Reverse as a whole' }).click();
  await page.getByText('No appeal waits.').waitFor();
  assert.equal(standing().state, 'undone');
  await page.goto(`${desk.origin}/#/decisions/${decision}`);
  await page.getByText('reversed for one account').waitFor();
  await close();
  assert.deepEqual(wrong, []);
});

test('an analyst puts on record what is to be said, and may not publish it', async () => {
  const { page, wrong, close } = await desk.windowOf(browser, 'ana');
  await page.goto(`${desk.origin}/#/disclosures`);
  await page.getByText('Nothing has been disclosed yet').waitFor();
  await page.getByRole('combobox', { name: 'Network' }).selectOption(network.id);
  await page.getByText('What people put on record for it').click();
  await page.getByText('Nobody has written anything yet.').waitFor();
  for (const [label, text] of [['Name of the operation', OPERATION], ['Operated from', 'abroad'],
    ['Whom it addressed', 'voters'], ['Who was asked for comment', 'Northlight Content'], ['Asked on', '2024-09-18']]) {
    await page.getByLabel(label, { exact: true }).fill(text);
  }
  await page.getByRole('button', { name: 'Put on record' }).click();
  await page.getByText('Written by ana.').waitFor();
  await page.getByRole('button', { name: 'See what it would say' }).click();
  await page.getByText(`Statement on ${OPERATION}`).waitFor();
  await page.getByText('ana wrote notes that are part of it').waitFor();
  assert.equal(await page.getByRole('button', { name: 'Publish …' }).count(), 0);
  assert.deepEqual(await faultsOf(page), []);
  await desk.picture(page, 'disclosure-notes');
  await close();
  assert.deepEqual(wrong, []);
});

test('somebody who did not write it looks at it, publishes it, and it is public at once', async () => {
  const { page, wrong, close } = await desk.windowOf(browser, 'apo');
  await page.goto(`${desk.origin}/#/disclosures`);
  await page.getByRole('combobox', { name: 'Network' }).selectOption(network.id);
  await page.getByLabel('Who speaks').fill('Clipper');
  await page.getByRole('button', { name: 'See what it would say' }).click();
  await page.getByText('Preview. Not published.').waitFor();
  await page.getByText(`Statement on ${OPERATION}`).waitFor();
  await desk.picture(page, 'disclosure-preview');
  assert.equal((await (await fetch(`${desk.origin}/transparency/disclosures`)).json()).disclosures.length, 0);
  await page.getByRole('button', { name: 'Publish …' }).click();
  const dialog = page.getByRole('dialog').filter({ hasText: 'Publish this for everybody?' });
  await dialog.getByText('statement.html').waitFor();
  await dialog.getByText('withdraw').waitFor();
  assert.deepEqual(await faultsOf(page), []);
  await desk.picture(page, 'disclosure-publish');
  await dialog.getByRole('button', { name: 'Publish', exact: true }).click();
  await dialog.waitFor({ state: 'hidden' });
  await page.getByRole('link', { name: OPERATION }).click();
  await page.getByText(`Statement on ${OPERATION}`).waitFor();
  publication = decodeURIComponent(/[^/?]+$/.exec(new URL(page.url()).hash)[0]);
  await desk.picture(page, 'disclosure-published');
  await close();
  assert.deepEqual(wrong, []);
  const published = (await (await fetch(`${desk.origin}/transparency/disclosures`)).json()).disclosures;
  assert.deepEqual(published.map((one) => [one.id, one.publisher]), [[publication, 'Clipper']]);
  assert.match(desk.run(['disclose', 'check', '--data', desk.data]), /^1 publication: every number follows/);
});

const PAGES = ['', '/statements', '/policies', '/policies/covert-influence', '/labels', '/labels/rt-2024', '/ledger', '/data'];

test('a journalist reads the transparency centre: no sign-in, no script needed, nothing hidden', async () => {
  const { page, wrong, close } = await desk.windowOf(browser, null, { javaScriptEnabled: false });
  const title = async (name) => page.getByRole('heading', { name, level: 1 }).waitFor();
  await page.goto(`${desk.origin}/transparency`);
  await title('Transparency centre');
  await page.getByRole('link', { name: 'Statements and reports' }).first().click();
  await page.getByRole('link', { name: OPERATION }).click();
  await title(`Statement on an operation: ${OPERATION}`);
  await page.getByText('accounts of this network are restricted').waitFor();
  const text = await page.locator('main').innerText();
  for (const { account } of network.members) assert.ok(!text.includes(account), `${account} is named`);
  await page.getByRole('navigation', { name: 'Contents' }).getByRole('link', { name: 'Policies' }).click();
  await page.getByRole('link', { name: 'Covert influence operations' }).click();
  await page.getByText(/Line by line: \d+ added, \d+ removed/).click();
  await page.locator('ins', { hasText: 'An account that a covert network operates' }).first().waitFor();
  await desk.picture(page, 'public-policy-diff');
  await page.getByRole('navigation', { name: 'Contents' }).getByRole('link', { name: 'Labels' }).click();
  await page.getByRole('link', { name: 'Why, and how to contest it' }).first().click();
  await page.getByRole('heading', { name: 'How to contest it' }).waitFor();
  await page.goto(`${desk.origin}/transparency/ledger`);
  await page.getByRole('textbox', { name: 'Receipt' }).fill(receipt);
  await page.getByRole('button', { name: 'Check' }).click();
  await page.locator('[data-outcome="holds"]').waitFor();
  await page.getByText('Checked by this server').waitFor();
  await page.getByRole('textbox', { name: 'Receipt' }).fill(receipt.replace('extra ', 'extra AAAA'));
  await page.getByRole('button', { name: 'Check' }).click();
  await page.locator('[data-outcome="fails"] [data-holds="false"]').first().waitFor();
  await desk.picture(page, 'public-receipt-refused');
  await close();
  assert.deepEqual(wrong, []);
});

test('with scripts the same page checks the receipt without sending it', async () => {
  const { page, wrong, close } = await desk.windowOf(browser, null);
  await page.goto(`${desk.origin}/transparency/ledger`);
  const asked = [];
  page.on('request', (request) => {
    // The browser fetches the page's icon when it likes.
    if (!request.url().endsWith('/icon.svg')) asked.push(request.url());
  });
  const file = { name: 'decision.tlog-proof', mimeType: 'text/plain', buffer: Buffer.from(receipt) };
  await page.getByLabel('Read it from a file').setInputFiles(file);
  await page.getByRole('button', { name: 'Check' }).click();
  await page.locator('[data-outcome="holds"]').waitFor();
  await page.getByText('Nothing was sent anywhere.').waitFor();
  assert.deepEqual(await faultsOf(page), []);
  await page.getByRole('textbox', { name: 'Receipt' }).fill(receipt.replace(/^index .*$/m, 'index 0'));
  await page.getByRole('button', { name: 'Check' }).click();
  await page.locator('[data-outcome="fails"]').waitFor();
  await page.getByRole('textbox', { name: 'Receipt' }).fill('not a receipt');
  await page.getByRole('button', { name: 'Check' }).click();
  await page.locator('[data-outcome="unreadable"]').waitFor();
  assert.deepEqual(asked, [], 'checking asks nobody');
  await close();
  assert.deepEqual(wrong, []);
});

// Contrast is another one in the dark, and places are others on a phone: each is looked at closely once.
for (const [name, options, lang, look] of [
  ['wide', {}, 'en', faultsOf], ['wide-dark', { colorScheme: 'dark' }, 'fr', overflowOf],
  ['phone', { viewport: PHONE }, 'en', overflowOf],
  ['phone-dark', { viewport: PHONE, colorScheme: 'dark' }, 'ru', faultsOf],
]) {
  // The pages are the same whatever decisions are kept in.
  test(`the public pages are sound, ${name} in ${lang}`, { skip: onPostgres }, async () => {
    const { page, wrong, close } = await desk.windowOf(browser, null, { ...options, locale: lang });
    const faults = [];
    for (const path of [...PAGES, `/statements/${publication}`]) {
      await page.goto(`${desk.origin}/transparency${path}`);
      assert.equal(await page.evaluate(() => document.documentElement.lang), lang, path);
      await desk.picture(page, `public${path.replaceAll('/', '-').slice(0, 24)}-${name}`);
      for (const fault of await look(page)) faults.push(`${path}: ${fault}`);
    }
    await page.evaluate(() => (document.documentElement.dir = 'rtl'));
    assert.ok(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth), 'mirrored');
    await close();
    assert.deepEqual(faults, []);
    assert.deepEqual(wrong, []);
  });
}

test('a peer platform fetches the disclosure and looks for it on its own side', async () => {
  const listed = await (await fetch(`${desk.origin}/transparency/disclosures`)).json();
  const [found] = listed.disclosures;
  assert.equal(found.about, OPERATION);
  const bundle = found.files.find((file) => file.name === 'disclosure.stix.json');
  const answer = await fetch(desk.origin + bundle.path);
  const bytes = Buffer.from(await answer.arrayBuffer());
  assert.equal(createHash('sha256').update(bytes).digest('hex'), bundle.sha256, 'the bytes of the ledger');
  assert.ok(!bytes.includes(network.members[0].account), 'what is for everybody names no account');
  const feed = await (await fetch(`${desk.origin}/transparency/feed.atom`)).text();
  assert.match(feed, new RegExp(`${OPERATION}`));
  const again = await fetch(`${desk.origin}/transparency/feed.atom`, {
    headers: { 'if-none-match': (await fetch(`${desk.origin}/transparency/feed.atom`)).headers.get('etag') },
  });
  assert.equal(again.status, 304, 'what did not change is not sent again');
  const peer = new Desk(desk.overt, join(desk.folder, 'peer'));
  peer.hire({ ann: 'analyst' });
  const file = join(peer.folder, 'peer.stix.json');
  writeFileSync(file, bytes);
  const told = peer.runBy('ann', ['disclose', 'import', file, '--peer', 'clipper', '--accounts',
    join(desk.data, 'platform/accounts.ndjson')]);
  assert.match(told, /mirror|case/i);
});

test('an approver takes it back: its page says so and nothing else, and peers are told', async () => {
  const { page, wrong, close } = await desk.windowOf(browser, 'apo');
  await page.goto(`${desk.origin}/#/disclosures/${publication}`);
  await page.getByRole('button', { name: 'Withdraw …' }).click();
  const dialog = page.getByRole('dialog').filter({ hasText: 'Take this publication back?' });
  await dialog.getByText('revoked version').waitFor();
  await dialog.getByText('No decision and no action changes').waitFor();
  assert.deepEqual(await faultsOf(page), []);
  await desk.picture(page, 'disclosure-withdraw');
  await dialog.getByRole('textbox').fill('the name of the operation is somebody else\u2019s');
  await dialog.getByRole('button', { name: 'Withdraw', exact: true }).click();
  await dialog.waitFor({ state: 'hidden' });
  await page.getByText('somebody else\u2019s').waitFor();
  assert.equal(await page.getByRole('button', { name: 'Withdraw …' }).count(), 0);
  await page.goto(`${desk.origin}/transparency/statements/${publication}`);
  await page.getByText(/withdrawn/i).first().waitFor();
  assert.ok(!(await page.locator('main').innerText()).includes('Northlight Content'));
  await desk.picture(page, 'public-withdrawn');
  await close();
  assert.deepEqual(wrong, []);
  const place = `${desk.origin}/transparency/disclosures/${publication}`;
  assert.equal((await fetch(`${place}/statement.html`)).status, 404);
  const bundle = await (await fetch(`${place}/disclosure.stix.json`)).json();
  assert.ok(bundle.objects.some((one) => one.revoked === true));
});

test('what was decided and nobody delivers is said plainly, until somebody does', async () => {
  const { page, wrong, close } = await desk.windowOf(browser, 'ana');
  for (const place of ['overview', 'actions', 'settings']) {
    await page.goto(`${desk.origin}/#/${place}`);
    await page.getByText('nobody delivers them').waitFor();
    await page.getByText('overt deliver --watch').waitFor();
    assert.deepEqual(await faultsOf(page), []);
    await desk.picture(page, `nobody-delivers-${place}`);
  }
  desk.run(['deliver', '--sink', `file:${join(desk.folder, 'platform.ndjson')}`, '--data', desk.data]);
  await page.goto(`${desk.origin}/#/overview`);
  await page.reload();
  await settled(page);
  assert.equal(await page.getByText('nobody delivers them').count(), 0);
  await close();
  assert.deepEqual(wrong, []);
});
