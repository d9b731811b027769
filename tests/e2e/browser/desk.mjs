// What the tests in a real browser share: a data folder with people and findings, the real server on
// it, windows that fail a test for what no page may do, and what axe-core finds.
import assert from 'node:assert/strict';
import { spawn, spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { postgresIsThere, startPostgres } from './postgres.mjs';

export const root = resolve(dirname(fileURLToPath(import.meta.url)), '../../..');
const require = createRequire(join(root, 'web/package.json'));
const SKIPPED = 77; // what CTest takes for a test that was left out

export const PASSWORD = 'seven quiet herons at low tide';
export const WIDE = { width: 1280, height: 900 };
export const PHONE = { width: 390, height: 844 };
const BROWSER = '/usr/bin/chromium';
const RULES = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];

/** The browser of the machine; without one or its driver the test is left out. */
export async function launchBrowser() {
  const why = !existsSync(BROWSER) ? `${BROWSER} is missing` : null;
  let playwright = null;
  try {
    playwright = require('playwright-core');
  } catch {
    /* said below */
  }
  if (why || !playwright) {
    console.log(`skipped: ${why ?? 'playwright-core is missing'}; tools/setup.sh installs it`);
    process.exit(SKIPPED);
  }
  return playwright.chromium.launch({
    executablePath: BROWSER,
    args: ['--no-sandbox', '--disable-quic', '--no-first-run', '--disable-background-networking',
      '--disable-component-update', '--disable-sync', '--force-color-profile=srgb'],
  });
}

/** Said after the folder, decisions are kept in a PostgreSQL of the test's own, and not in a file. */
export const onPostgres = process.argv.includes('--postgres');

/** A data folder, and the program that works on it. */
export class Desk {
  constructor(overt, folder, inPostgres = false) {
    assert.ok(overt && folder, 'usage: OVERT FOLDER');
    this.overt = resolve(overt);
    this.folder = resolve(folder);
    this.data = join(this.folder, 'desk');
    this.pictures = join(this.folder, 'screens');
    this.policies = join(root, 'policies');
    rmSync(this.folder, { recursive: true, force: true });
    for (const place of [this.data, this.pictures]) mkdirSync(place, { recursive: true });
    this.proof = join(this.folder, 'root.password');
    if (inPostgres && !postgresIsThere()) {
      console.log('skipped: PostgreSQL 15 is missing; tools/setup.sh installs it');
      process.exit(SKIPPED);
    }
    this.postgres = inPostgres ? startPostgres() : null;
    this.store = inPostgres ? ['--store', this.postgres.url] : [];
  }

  run(words, input) {
    const done = spawnSync(this.overt, words, { input, encoding: 'utf8', timeout: 300_000 });
    assert.equal(done.status, 0, `overt ${words.join(' ')}: ${done.stderr}`);
    return done.stdout;
  }

  /** Said by somebody who has a password. */
  runBy(person, words) {
    return this.run([...words, '--by', person, '--password-file', this.proof, '--data', this.data]);
  }

  /** A platform, and what was found on it: what `make demo` looks at, smaller. */
  find(accounts = 1500) {
    const platform = join(this.data, 'platform');
    this.run(['simulate', '--scenario', 'fall-2024', '--seed', '1', '--accounts', String(accounts),
      '--out', platform]);
    this.run(['detect', join(platform, 'events.ndjson'), '--accounts', join(platform, 'accounts.ndjson'),
      '--registry', `${join(root, 'registry/fall-2024')},${join(platform, 'registry.yaml')}`,
      '--out', join(this.data, 'run')]);
    this.run(['registry', 'import', join(root, 'registry/fall-2024/claims.yaml'), '--registry',
      join(this.data, 'registry.db')]);
    writeFileSync(join(this.data, 'protected.txt'), '');
    const run = JSON.parse(readFileSync(join(this.data, 'run/networks.json'), 'utf8'));
    return run.networks;
  }

  /** A ledger, and people with one password. Root's comes last: until then nobody has to show one. */
  hire(people) {
    const here = ['--data', this.data];
    this.run(['ledger', 'init', '--origin', 'overt.example/console', ...this.store, ...here]);
    this.run(['people', 'add', 'root', '--roles', 'admin', ...here]);
    for (const [person, roles] of Object.entries(people)) {
      this.run(['people', 'add', person, '--roles', roles, '--by', 'root', ...here]);
      this.run(['people', 'password', person, '--stdin', '--by', 'root', ...here], `${PASSWORD}\n`);
    }
    this.run(['people', 'password', 'root', '--stdin', ...here], `${PASSWORD}\n`);
    writeFileSync(this.proof, `${PASSWORD}\n`, { mode: 0o600 });
  }

  /** Labels of the bundled assessments, as of a day in autumn 2024. */
  label(by) {
    const folder = join(this.data, 'assessments');
    cpSync(join(root, 'registry/fall-2024/assessments'), folder, { recursive: true });
    const sheets = ['rt', 'sputnik', 'bbc'].map((name) => join(folder, `${name}.yaml`));
    this.run(['label', 'apply', ...sheets, '--registry', join(root, 'registry/fall-2024/claims.yaml'),
      '--on', '2024-09-16', '--by', by, '--log', join(this.data, 'labels.ndjson'),
      '--policy', 'state-affiliated-media 1.0.0']);
  }

  /** Until the server listens. */
  async serve() {
    const words = ['serve', '--data', this.data, '--listen', '127.0.0.1:0', '--policies', this.policies,
      ...this.store];
    this.server = spawn(this.overt, words, { stdio: ['ignore', 'pipe', 'pipe'] });
    this.origin = await new Promise((found, failed) => {
      let said = '';
      const listen = (bytes) => {
        said += bytes;
        const address = /http:\/\/127\.0\.0\.1:\d+/.exec(said);
        if (address) found(address[0]);
      };
      this.server.stdout.on('data', listen);
      this.server.stderr.on('data', listen);
      this.server.on('exit', () => failed(new Error(`the server ended: ${said}`)));
    });
  }

  close() {
    this.server?.removeAllListeners('exit');
    this.server?.kill('SIGTERM');
    this.postgres?.stop();
  }

  /**
   * A browser's window of one person, or of nobody. `wrong` is what no page may do: ask for something
   * elsewhere, break the content policy, throw.
   */
  async windowOf(browser, person, options = {}) {
    const context = await browser.newContext({ viewport: WIDE, colorScheme: 'light', locale: 'en-GB', ...options });
    const page = await context.newPage();
    const wrong = [];
    page.on('request', (request) => {
      const url = request.url();
      const ours = [this.origin, 'data:', 'blob:'].some((start) => url.startsWith(start));
      if (!ours) wrong.push(`asked ${url}`);
    });
    page.on('pageerror', (error) => wrong.push(`error ${error.message}`));
    page.on('console', (message) => {
      // Who is signed in is asked before anybody is: that answer alone may be 401.
      const asked = message.location().url.endsWith('/v1/session') && message.text().includes('401');
      if (message.type() === 'error' && !asked) wrong.push(`console ${message.text()} ${message.location().url}`);
    });
    if (person !== null) await page.goto(`${this.origin}/`);
    if (person) {
      await page.locator('#person').fill(person);
      await page.locator('#password').fill(PASSWORD);
      await page.keyboard.press('Enter');
      await page.locator('nav').first().waitFor({ state: 'attached' });
    }
    return { page, wrong, close: () => context.close() };
  }

  picture(page, name) {
    return page.screenshot({ path: join(this.pictures, `${name}.png`), fullPage: true });
  }
}

export async function settled(page) {
  await page.waitForFunction(() => !document.querySelector('.waiting'));
  await page.evaluate(() => new Promise((done) => requestAnimationFrame(() => setTimeout(done, 60))));
}

let axe = '';

/** What axe-core finds on the page as it stands, and whether it is wider than the window. */
export async function faultsOf(page) {
  axe ||= readFileSync(require.resolve('axe-core/axe.min.js'), 'utf8');
  // By the debugger: the content policy lets no script in, ours neither.
  const session = await page.context().newCDPSession(page);
  await session.send('Runtime.evaluate', { expression: axe });
  const found = await page.evaluate(async (rules) => {
    const { violations } = await axe.run(document, { runOnly: rules });
    return violations.map((one) => `${one.id}: ${one.nodes.map((node) => node.html.slice(0, 160)).join(' | ')}`);
  }, RULES);
  return [...found, ...(await overflowOf(page))];
}

export async function overflowOf(page) {
  const over = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
  return over > 0 ? [`${over} px wider than the window`] : [];
}
