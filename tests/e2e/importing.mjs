// An analyst brings a log in by the browser alone: a CSV of shares in which networks are planted is sent in
// pieces over a connection that breaks, goes on after the page was closed, is run over, and a case is opened
// from what was found; a damaged log fails with the reason and what to do; a run is stopped; somebody
// without the right reads why.
//
// usage: importing.mjs OVERT FOLDER        FOLDER keeps data and pictures (FOLDER/screens)
import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { Desk, faultsOf, launchBrowser, PHONE, settled } from './browser/desk.mjs';

const desk = new Desk(process.argv[2], process.argv[3]);
const RUN_MS = 180_000;
let browser;
let log; // a file of shares, some of them planted
let damaged;

before(async () => {
  browser = await launchBrowser();
  const simulated = join(desk.folder, 'simulated');
  desk.run(['simulate', '--format', 'coortweet', '--accounts', '2500', '--seed', '3', '--out', simulated]);
  log = join(simulated, 'shares.csv');
  const lines = readFileSync(log, 'utf8').split('\n').slice(0, 201);
  for (let i = 5; i < 15; ++i) lines[i] = `${lines[i].split(',').slice(0, 3).join(',')},yesterday`;
  damaged = join(desk.folder, 'damaged.csv');
  writeFileSync(damaged, lines.join('\n'));
  desk.hire({ ana: 'analyst', vi: 'viewer' });
  await desk.serve();
});

after(async () => {
  await browser?.close();
  desk.close();
});

async function openImport(page) {
  await page.goto(`${desk.origin}/#/runs`);
  await page.getByRole('heading', { name: 'Runs and data', level: 1 }).waitFor();
  await settled(page);
}

const jobOf = (page, state) => page.locator(`[data-job="${state}"]`).first();

test('whoever may not bring data in reads why, and who may', async () => {
  const { page, wrong, close } = await desk.windowOf(browser, 'vi', { viewport: PHONE });
  await openImport(page);
  await page.getByText('but not bring data in').waitFor();
  await page.getByText('analyst, reviewer. Yours: viewer').waitFor();
  assert.equal(await page.locator('input[type=file]').count(), 0);
  await desk.picture(page, 'import-viewer');
  assert.deepEqual(await faultsOf(page), []);
  await close();
  assert.deepEqual(wrong, []);
});

test('a file that broke off is there as far as it came, and goes on in another window', async () => {
  const { page, close } = await desk.windowOf(browser, 'ana');
  await openImport(page);
  await page.getByText('Nobody has asked for a run here yet.').waitFor();
  await desk.picture(page, 'import-empty');
  assert.deepEqual(await faultsOf(page), []);
  let pieces = 0;
  await page.route('**/v1/uploads/*', (route) => {
    if (route.request().method() !== 'PATCH' || ++pieces === 1) return route.continue();
    return route.abort('connectionreset');
  });
  await page.getByLabel('Choose a log').setInputFiles(log);
  await page.getByText('No answer from the server; it is tried again').waitFor();
  await desk.picture(page, 'import-broken');
  assert.deepEqual(await faultsOf(page), []);
  await page.getByRole('button', { name: 'Pause' }).click();
  await page.getByRole('button', { name: 'Go on' }).waitFor();
  await close();
});

test('an analyst sends it, watches its run, and opens a case from a network', async () => {
  const { page, wrong, close } = await desk.windowOf(browser, 'ana');
  await openImport(page);
  await page.getByText(/of it is here. Choose the same file above/).waitFor();
  await desk.picture(page, 'import-resumable');
  const offsets = [];
  page.on('request', (request) => {
    if (request.method() === 'PATCH') offsets.push(Number(request.headers()['upload-offset']));
  });
  await page.getByLabel('Choose a log').setInputFiles(log);
  await page.getByText('and is what was sent').waitFor();
  const sha256 = createHash('sha256').update(readFileSync(log)).digest('hex');
  await page.getByText(sha256).waitFor();
  assert.deepEqual(offsets, [4 << 20], 'only what was missing was sent');
  await page.getByText('It looks like: shares, CSV (CooRTweet).').waitFor();
  await page.getByText('More options').click();
  await desk.picture(page, 'import-options');
  assert.deepEqual(await faultsOf(page), []);
  await page.getByRole('button', { name: 'Start the run' }).click();
  await jobOf(page, 'running').or(jobOf(page, 'done')).first().waitFor();
  assert.equal(await page.evaluate(() => document.activeElement.id), 'jobs', 'the reader is at the runs');
  await desk.picture(page, 'import-running');
  await jobOf(page, 'done').waitFor({ timeout: RUN_MS });
  await settled(page);
  await desk.picture(page, 'import-done');
  assert.deepEqual(await faultsOf(page), []);
  await jobOf(page, 'done').getByRole('link', { name: 'What went in' }).click();
  await page.getByText('shares.csv').first().waitFor();
  await page.getByText(sha256).waitFor();
  await desk.picture(page, 'import-manifest');
  await page.getByRole('link', { name: 'See its networks' }).click();
  await page.locator('main [data-row]').first().click();
  await page.getByRole('heading', { name: /A network of/, level: 1 }).waitFor();
  await page.getByRole('button', { name: 'Open a case' }).click();
  await page.getByRole('heading', { name: 'Decisions in this case' }).waitFor();
  await desk.picture(page, 'import-case');
  await close();
  assert.deepEqual(wrong, []);
});

test('a damaged log fails, says which records and what to do, and its run is asked for otherwise', async () => {
  const { page, wrong, close } = await desk.windowOf(browser, 'ana', { viewport: PHONE, colorScheme: 'dark' });
  await openImport(page);
  const dropped = await page.evaluateHandle((text) => {
    const held = new DataTransfer();
    held.items.add(new File([text], 'damaged.csv'));
    return held;
  }, readFileSync(damaged, 'utf8'));
  await page.getByText('or drop it here').dispatchEvent('drop', { dataTransfer: dropped });
  await page.getByRole('button', { name: 'Start the run' }).click();
  const failed = jobOf(page, 'failed');
  await failed.waitFor({ timeout: RUN_MS });
  await failed.getByText('Too many records cannot be read').waitFor();
  await failed.getByText(/bad_time/).waitFor();
  await failed.getByText(/allow a larger share under its options/).waitFor();
  await settled(page);
  await desk.picture(page, 'import-failed');
  assert.deepEqual(await faultsOf(page), []);
  await failed.getByRole('button', { name: 'Change its options' }).click();
  await page.getByText('More options').click();
  await page.getByLabel('Unreadable records').fill('10');
  await page.getByRole('button', { name: 'Start the run' }).click();
  await page.locator('[data-job="done"]').nth(1).waitFor({ timeout: RUN_MS });
  await jobOf(page, 'done').getByRole('link', { name: 'What went in' }).click();
  await page.getByText('the time cannot be read').waitFor();
  await desk.picture(page, 'import-rejects');
  assert.deepEqual(await faultsOf(page), []);
  await close();
  assert.deepEqual(wrong, []);
});

test('by the keyboard: a run over what was sent before is stopped, after asking', async () => {
  const { page, wrong, close } = await desk.windowOf(browser, 'ana');
  await openImport(page);
  const press = async (target) => {
    await target.focus();
    await page.keyboard.press('Enter');
  };
  await press(page.getByRole('button', { name: 'Run over it: shares.csv' }));
  await press(page.getByText('More options'));
  await page.getByLabel('Replays').fill('200');
  await page.keyboard.press('Enter');
  await jobOf(page, 'running').waitFor();
  await press(jobOf(page, 'running').getByRole('button', { name: 'Stop the run' }));
  const dialog = page.getByRole('dialog').filter({ hasText: 'Stop the run over shares.csv?' });
  await dialog.getByText('What it has found so far is not kept').waitFor();
  await desk.picture(page, 'import-stop');
  assert.deepEqual(await faultsOf(page), []);
  await press(dialog.getByRole('button', { name: 'Stop the run' }));
  await jobOf(page, 'cancelled').getByText('Cancelled; nothing was kept.').waitFor({ timeout: RUN_MS });
  const job = await page.evaluate(async () => (await (await fetch('/v1/jobs')).json()).items[0].id);
  await page.goto(`${desk.origin}/#/runs/${job}`);
  await page.getByRole('heading', { name: /^Run/, level: 1 }).waitFor();
  await page.getByText('Cancelled; nothing was kept.').waitFor();
  await close();
  assert.deepEqual(wrong, []);
});

test('what was sent is discarded, after asking', async () => {
  const { page, wrong, close } = await desk.windowOf(browser, 'ana', { locale: 'ru' });
  await page.goto(`${desk.origin}/#/runs`);
  await page.getByRole('button', { name: 'Удалить: damaged.csv' }).click();
  const dialog = page.getByRole('dialog').filter({ hasText: 'Удалить damaged.csv?' });
  await dialog.getByRole('button', { name: 'Удалить' }).click();
  await dialog.waitFor({ state: 'hidden' });
  await page.getByRole('button', { name: 'Удалить: damaged.csv' }).waitFor({ state: 'detached' });
  await settled(page);
  await desk.picture(page, 'import-ru');
  await close();
  assert.deepEqual(wrong, []);
});

test('a connection that breaks once is no matter', async () => {
  const { page, wrong, close } = await desk.windowOf(browser, 'ana', { locale: 'fr' });
  await page.goto(`${desk.origin}/#/runs`);
  let broken = 0;
  await page.route('**/v1/uploads/*', (route) =>
    route.request().method() === 'PATCH' && broken++ === 0 ? route.abort('connectionreset') : route.continue());
  const buffer = Buffer.from('object_id,account_id,content_id,timestamp_share\no,a,c,1723680076\n');
  await page.locator('input[type=file]').setInputFiles({ name: 'petit.csv', mimeType: 'text/csv', buffer });
  await page.getByText('c’est bien ce qui fut envoyé').waitFor();
  assert.equal(broken, 2, 'the piece was sent again');
  await desk.picture(page, 'import-fr');
  assert.deepEqual(await faultsOf(page), []);
  await close();
  assert.ok(wrong.every((one) => one.includes('ERR_CONNECTION_RESET')), wrong.join());
});
