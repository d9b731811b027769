// The console in a real browser, on the real program: every page opened wide and narrow, light and
// dark, without a finding of axe-core, a request elsewhere or an error in the browser's console; and
// what people do there: sign in, look, decide, check a receipt.
//
// usage: console.mjs OVERT FOLDER        FOLDER keeps data and pictures (FOLDER/pictures)
import assert from 'node:assert/strict';
import { spawn, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join, resolve } from 'node:path';
import { after, before, test } from 'node:test';
import { fileURLToPath } from 'node:url';

const [overt, folder] = process.argv.slice(2).map((path) => resolve(path));
const root = resolve(dirname(fileURLToPath(import.meta.url)), '../..');
const require = createRequire(join(root, 'web/package.json'));
const { chromium } = require('playwright-core');
const axe = readFileSync(require.resolve('axe-core/axe.min.js'), 'utf8');

const BROWSER = '/usr/bin/chromium';
const ACCOUNTS = '1500';
const PASSWORD = 'correct horse battery staple';
const RULES = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];
const WIDE = { width: 1280, height: 900 };
const PHONE = { width: 390, height: 844 };

const data = join(folder, 'desk');
const pictures = join(folder, 'pictures');
let server;
let origin;
let browser;
let network; // the first for review

function run(words, input) {
  const done = spawnSync(overt, words, { input, encoding: 'utf8', timeout: 300_000 });
  assert.equal(done.status, 0, `overt ${words.join(' ')}: ${done.stderr}`);
  return done.stdout;
}

/** A platform, what was found on it, and four people with passwords. */
function makeDesk() {
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(pictures, { recursive: true });
  const platform = join(data, 'platform');
  run(['simulate', '--scenario', 'fall-2024', '--seed', '1', '--accounts', ACCOUNTS, '--out', platform]);
  run(['detect', join(platform, 'events.ndjson'), '--accounts', join(platform, 'accounts.ndjson'),
    '--registry', `${join(root, 'registry/fall-2024')},${join(platform, 'registry.yaml')}`,
    '--out', join(data, 'run')]);
  const here = ['--data', data];
  run(['ledger', 'init', '--origin', 'overt.example/console', ...here]);
  run(['people', 'add', 'root', '--roles', 'admin', ...here]);
  run(['people', 'password', 'root', '--stdin', ...here], `${PASSWORD}\n`);
  const proof = join(folder, 'root.password');
  writeFileSync(proof, `${PASSWORD}\n`, { mode: 0o600 });
  for (const [person, roles] of [['ana', 'analyst'], ['rui', 'reviewer'], ['apo', 'approver'], ['aud', 'auditor']]) {
    const by = ['--by', 'root', '--password-file', proof, ...here];
    run(['people', 'add', person, '--roles', roles, ...by]);
    run(['people', 'password', person, '--stdin', ...by], `${PASSWORD}\n`);
  }
  writeFileSync(join(data, 'protected.txt'), '');
  network = JSON.parse(readFileSync(join(data, 'run/networks.json'), 'utf8')).networks[0];
  assert.equal(network.tier, 'review');
}

async function startServer() {
  server = spawn(overt, ['serve', '--data', data, '--listen', '127.0.0.1:0', '--policies', join(root, 'policies')], {
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  origin = await new Promise((found, failed) => {
    let said = '';
    const listen = (bytes) => {
      said += bytes;
      const address = /http:\/\/127\.0\.0\.1:\d+/.exec(said);
      if (address) found(address[0]);
    };
    server.stdout.on('data', listen);
    server.stderr.on('data', listen);
    server.on('exit', () => failed(new Error(`the server ended: ${said}`)));
  });
}

/** A browser's window of one person, which fails the test for what no page may do. */
async function windowOf(person, options = {}) {
  const context = await browser.newContext({ viewport: WIDE, colorScheme: 'light', locale: 'en-GB', ...options });
  const page = await context.newPage();
  const wrong = [];
  page.on('request', (request) => {
    const url = request.url();
    if (!url.startsWith(origin) && !url.startsWith('data:') && !url.startsWith('blob:')) wrong.push(`asked ${url}`);
  });
  page.on('pageerror', (error) => wrong.push(`error ${error.message}`));
  page.on('console', (message) => {
    // Who is signed in is asked before anybody is: that answer alone may be 401.
    const asked = message.location().url.endsWith('/v1/session') && message.text().includes('401');
    if (message.type() === 'error' && !asked) wrong.push(`console ${message.text()} ${message.location().url}`);
  });
  await page.goto(`${origin}/`);
  if (person) {
    await page.locator('#person').fill(person);
    await page.locator('#password').fill(PASSWORD);
    await page.keyboard.press('Enter');
    await page.locator('nav').first().waitFor({ state: 'attached' });
  }
  return { page, wrong, close: () => context.close() };
}

async function settled(page) {
  await page.waitForFunction(() => !document.querySelector('.waiting'));
  await page.evaluate(() => new Promise((done) => requestAnimationFrame(() => setTimeout(done, 60))));
}

/** What axe-core finds on the page as it stands, and whether it is wider than the window. */
async function faultsOf(page) {
  const session = await page.context().newCDPSession(page);
  await session.send('Runtime.evaluate', { expression: axe });
  const found = await page.evaluate(async (rules) => {
    const { violations } = await axe.run(document, { runOnly: rules });
    return violations.map((one) => `${one.id}: ${one.nodes.map((node) => node.html.slice(0, 160)).join(' | ')}`);
  }, RULES);
  const over = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
  if (over > 0) found.push(`${over} px wider than the window`);
  return found;
}

function addresses() {
  const id = encodeURIComponent;
  return {
    overview: '#/overview', cases: '#/cases', appeals: '#/appeals', networks: '#/networks',
    network: `#/networks/${id(network.id)}`, accounts: '#/accounts',
    account: `#/accounts/${id(network.members[0].account)}`, entities: '#/entities', runs: '#/runs',
    policies: '#/policies', policy: '#/policies/covert-influence', decisions: '#/decisions', actions: '#/actions',
    ledger: '#/ledger', disclosures: '#/disclosures', settings: '#/settings', nothing: '#/nowhere',
  };
}

before(async () => {
  assert.ok(overt && folder, 'usage: console.mjs OVERT FOLDER');
  assert.ok(existsSync(BROWSER), `${BROWSER} is missing: tools/setup.sh installs it`);
  makeDesk();
  await startServer();
  browser = await chromium.launch({
    executablePath: BROWSER,
    args: ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run',
      '--disable-background-networking', '--disable-component-update', '--disable-sync'],
  });
});

after(async () => {
  await browser?.close();
  server?.removeAllListeners('exit');
  server?.kill('SIGTERM');
});

for (const [name, viewport, colorScheme] of [['wide', WIDE, 'light'], ['wide-dark', WIDE, 'dark'], ['phone', PHONE, 'light'], ['phone-dark', PHONE, 'dark']]) {
  test(`every page is sound, ${name}`, async () => {
    const { page, wrong, close } = await windowOf('rui', { viewport, colorScheme });
    const faults = [];
    for (const [title, address] of Object.entries(addresses())) {
      await page.goto(`${origin}/${address}`);
      await settled(page);
      await page.screenshot({ path: join(pictures, `${title}-${name}.png`), fullPage: true });
      for (const fault of await faultsOf(page)) faults.push(`${title}: ${fault}`);
      assert.equal(await page.locator('h1').count(), 1, `${title} has one heading of the first order`);
    }
    await close();
    assert.deepEqual(faults, []);
    assert.deepEqual(wrong, []);
  });
}

test('a newcomer reaches an explained network: first screen at once, two steps to the evidence', async () => {
  const { page, wrong, close } = await windowOf('ana');
  await page.goto(`${origin}/#/overview`);
  const began = Date.now();
  await page.reload();
  await page.getByRole('heading', { level: 1 }).waitFor();
  const first = Date.now() - began;
  console.log(`first useful screen after ${first} ms`);
  await page.locator('main [data-row]').first().click();
  await page.getByRole('heading', { name: /A network of/ }).waitFor();
  await page.getByText('Alternatives considered').waitFor();
  await page.getByRole('tab', { name: 'Content' }).click();
  await page.getByRole('button', { name: 'Show all text' }).waitFor();
  await close();
  assert.deepEqual(wrong, []);
  assert.ok(first < 5_000, `${first} ms`);
});

test('the keyboard alone is enough', async () => {
  const { page, wrong, close } = await windowOf('ana');
  await page.goto(`${origin}/#/overview`);
  await settled(page);
  await page.keyboard.press('Tab');
  assert.equal(await page.evaluate(() => document.activeElement.className.split(' ')[0]), 'skip');
  await page.keyboard.press('Enter');
  assert.equal(await page.evaluate(() => document.activeElement.id), 'main');
  await page.keyboard.press('g');
  await page.keyboard.press('n');
  await page.getByRole('heading', { name: 'Networks', level: 1 }).waitFor();
  await settled(page);
  await page.keyboard.press('j');
  await page.keyboard.press('Enter');
  await page.getByRole('heading', { name: /A network of/ }).waitFor();
  await page.keyboard.press('?');
  await page.getByRole('heading', { name: 'Keyboard' }).waitFor();
  await page.keyboard.press('Escape');
  await page.keyboard.press('/');
  assert.equal(await page.evaluate(() => document.activeElement.id), 'seek');
  await page.keyboard.type(network.members[1].account);
  await page.keyboard.press('Enter');
  await page.getByRole('heading', { level: 1 }).filter({ hasText: network.members[1].account }).waitFor();
  await close();
  assert.deepEqual(wrong, []);
});

test('three languages, and right to left', async () => {
  const { page, wrong, close } = await windowOf('ana');
  for (const [lang, word] of [['fr', 'Réseaux'], ['ru', 'Сети'], ['en', 'Networks']]) {
    await page.locator('nav select').first().selectOption(lang);
    await page.goto(`${origin}/#/networks`);
    await page.getByRole('heading', { name: word, level: 1 }).waitFor();
    assert.equal(await page.evaluate(() => document.documentElement.lang), lang);
  }
  for (const size of [WIDE, PHONE]) {
    await page.setViewportSize(size);
    await page.evaluate(() => (document.documentElement.dir = 'rtl'));
    for (const title of ['overview', 'networks', 'network', 'cases', 'ledger']) {
      await page.goto(`${origin}/${addresses()[title]}`);
      await settled(page);
      assert.ok(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth), title);
    }
    await page.screenshot({ path: join(pictures, `right-to-left-${size.width}.png`) });
  }
  await close();
  assert.deepEqual(wrong, []);
});

test('who is not signed in sees the sign-in page, and a wrong password gets no further', async () => {
  const { page, close } = await windowOf(null);
  await page.locator('#person').fill('ana');
  await page.locator('#password').fill('not this one');
  await page.keyboard.press('Enter');
  await page.getByRole('alert').waitFor();
  await page.screenshot({ path: join(pictures, 'sign-in.png') });
  assert.deepEqual(await faultsOf(page), []);
  assert.equal(await page.locator('nav').count(), 0);
  await close();
});
