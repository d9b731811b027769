// The console in a real browser, on the real program: every page opened wide and narrow, light and
// dark, without a finding of axe-core, a request elsewhere or an error in the browser's console; by the
// keyboard alone; in three languages and mirrored. What people do there: stories.mjs.
//
// usage: console.mjs OVERT FOLDER        FOLDER keeps data and pictures (FOLDER/screens)
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { Desk, faultsOf, launchBrowser, overflowOf, PHONE, settled, WIDE } from './browser/desk.mjs';

const desk = new Desk(process.argv[2], process.argv[3]);
let browser;
let network; // the first for review
let opened; // a case

function addresses() {
  const id = encodeURIComponent;
  return {
    overview: '#/overview', cases: '#/cases', case: `#/cases/${id(opened)}`, appeals: '#/appeals',
    networks: '#/networks', network: `#/networks/${id(network.id)}`, accounts: '#/accounts',
    account: `#/accounts/${id(network.members[0].account)}`, entities: '#/entities', entity: '#/entities/rt',
    runs: '#/runs', policies: '#/policies', policy: '#/policies/covert-influence', decisions: '#/decisions',
    actions: '#/actions', ledger: '#/ledger', disclosures: '#/disclosures', settings: '#/settings',
    nothing: '#/nowhere',
  };
}

before(async () => {
  browser = await launchBrowser();
  const networks = desk.find();
  network = networks[0];
  assert.equal(network.tier, 'review');
  desk.hire({ ana: 'analyst', rui: 'reviewer' });
  desk.label('ana');
  desk.runBy('ana', ['cases', 'open', '--run', `${desk.data}/run`]);
  opened = JSON.parse(desk.run(['cases', 'list', '--data', desk.data, '--json'])).cases[0].case;
  await desk.serve();
});

after(async () => {
  await browser?.close();
  desk.close();
});

// Contrast is another one in the dark, and places are others on a phone: each is looked at once.
for (const [name, viewport, colorScheme, person] of [['wide', WIDE, 'light', 'ana'], ['phone-dark', PHONE, 'dark', 'rui']]) {
  test(`every page is sound, ${name}`, async () => {
    const { page, wrong, close } = await desk.windowOf(browser, person, { viewport, colorScheme });
    const faults = [];
    for (const [title, address] of Object.entries(addresses())) {
      await page.goto(`${desk.origin}/${address}`);
      await settled(page);
      await desk.picture(page, `${title}-${name}`);
      for (const fault of await faultsOf(page)) faults.push(`${title}: ${fault}`);
      assert.equal(await page.locator('h1').count(), 1, `${title} has one heading of the first order`);
    }
    await close();
    assert.deepEqual(faults, []);
    assert.deepEqual(wrong, []);
  });
}

test('and in the other paper too nothing is wider than the window', async () => {
  for (const [name, viewport, colorScheme] of [['wide-dark', WIDE, 'dark'], ['phone', PHONE, 'light']]) {
    const { page, wrong, close } = await desk.windowOf(browser, 'rui', { viewport, colorScheme });
    for (const title of ['overview', 'network', 'case', 'policy', 'ledger']) {
      await page.goto(`${desk.origin}/${addresses()[title]}`);
      await settled(page);
      await desk.picture(page, `${title}-${name}`);
      assert.deepEqual(await overflowOf(page), [], title);
    }
    await close();
    assert.deepEqual(wrong, []);
  }
});

test('a newcomer reaches an explained network: first screen at once, two steps to the evidence', async () => {
  const { page, wrong, close } = await desk.windowOf(browser, 'ana');
  await page.goto(`${desk.origin}/#/overview`);
  const began = Date.now();
  await page.reload();
  await page.getByRole('heading', { level: 1 }).waitFor();
  const first = Date.now() - began;
  console.log(`first useful screen after ${first} ms`);
  await page.locator('main [data-row]').first().click();
  await page.getByRole('heading', { name: /A network of/, level: 1 }).waitFor();
  await page.getByText('Alternatives considered').waitFor();
  await page.getByRole('tab', { name: 'Content' }).click();
  await page.getByRole('button', { name: 'Show all text' }).waitFor();
  await close();
  assert.deepEqual(wrong, []);
  assert.ok(first < 3_000, `${first} ms`);
});

test('the keyboard alone is enough', async () => {
  const { page, wrong, close } = await desk.windowOf(browser, 'ana');
  await page.goto(`${desk.origin}/#/overview`);
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
  await page.getByRole('heading', { name: /A network of/, level: 1 }).waitFor();
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
  const { page, wrong, close } = await desk.windowOf(browser, 'ana');
  for (const [lang, word] of [['fr', 'Réseaux'], ['ru', 'Сети'], ['en', 'Networks']]) {
    await page.locator('nav select').first().selectOption(lang);
    await page.goto(`${desk.origin}/#/networks`);
    await page.getByRole('heading', { name: word, level: 1 }).waitFor();
    assert.equal(await page.evaluate(() => document.documentElement.lang), lang);
  }
  for (const size of [WIDE, PHONE]) {
    await page.setViewportSize(size);
    await page.evaluate(() => (document.documentElement.dir = 'rtl'));
    for (const title of ['overview', 'networks', 'network', 'cases', 'ledger', 'disclosures']) {
      await page.goto(`${desk.origin}/${addresses()[title]}`);
      await settled(page);
      assert.ok(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth), title);
    }
    await desk.picture(page, `right-to-left-${size.width}`);
  }
  await close();
  assert.deepEqual(wrong, []);
});

test('who is not signed in sees the sign-in page, and a wrong password gets no further', async () => {
  const { page, close } = await desk.windowOf(browser, '');
  await page.locator('#person').fill('ana');
  await page.locator('#password').fill('not this one');
  await page.keyboard.press('Enter');
  await page.getByRole('alert').waitFor();
  await desk.picture(page, 'sign-in');
  assert.deepEqual(await faultsOf(page), []);
  assert.equal(await page.locator('nav').count(), 0);
  await close();
});
