// How the console feels in a real browser, on the real program: how long until the first useful screen,
// and how many pictures a second a reader sees while moving a network of many accounts. Prints both,
// with what draws: on a machine without a graphics processor that is Canvas 2D.
//
// usage: console.mjs OVERT FOLDER [ACCOUNTS [PAIRS]]        at first 100000 accounts and 200000 pairs
import assert from 'node:assert/strict';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Desk, launchBrowser, settled } from '../tests/e2e/browser/desk.mjs';

const ACCOUNTS = Number(process.argv[4] ?? 100_000);
const PAIRS = Number(process.argv[5] ?? 200_000);
const MOVING_MS = 3_000;
const FIRST_SCREEN_MS_MAX = 1_000;
const PICTURES_A_SECOND_MIN = 30;

/** The same numbers every time. */
let seed = 1;
function chance() {
  seed = (Math.imul(seed, 1664525) + 1013904223) >>> 0;
  return seed / 2 ** 32;
}

/** A run with one network, in the form of docs/formats/run-directory.md. */
function writeRun(folder) {
  mkdirSync(folder);
  const members = Array.from({ length: ACCOUNTS }, (_, i) => ({
    account: `clipper:${i}`, handle: `account_${i}`, standing: i % 20 ? 'member' : 'adjacent',
    x: chance(), y: chance(), objects: 3, p: 1e-9,
  }));
  const pairs = Array.from({ length: PAIRS }, () => {
    const one = Math.floor(chance() * ACCOUNTS);
    const other = (one + 1 + Math.floor(chance() * 40)) % ACCOUNTS;
    return { account_a: `clipper:${one}`, account_b: `clipper:${other}`, objects: 2 + Math.floor(chance() * 9), p: 1e-6, witnesses: [] };
  });
  const times = { first_at: '2024-09-01T00:00:00Z', last_at: '2024-09-15T00:00:00Z' };
  writeFileSync(join(folder, 'manifest.json'), JSON.stringify({
    format: 'overt.manifest/1', run_id: 'r1', ...times, rejects: { total: 0 },
    counts: { events: PAIRS * 2, accounts: ACCOUNTS, networks: 1, networks_review: 1 },
  }));
  const network = {
    id: 'n1', status: 'confirmed', tier: 'review', explanation: 'undisclosed', accounts: ACCOUNTS,
    pair_count: PAIRS, p: 1e-12, q: 1e-9, log10_p: -12, splits: 24, triggers: 9, ...times,
    families: [], explanations: [], lineage: null, objects: [], evidence: [], members, pairs,
  };
  const head = '{"format":"overt.networks/1","run_id":"r1","networks":[\n';
  writeFileSync(join(folder, 'networks.json'), `${head}${JSON.stringify(network)}\n]}\n`);
}

/** Moves the picture as a hand would, and counts what the browser showed meanwhile. */
async function picturesWhile(page, move) {
  await page.evaluate(() => {
    window.shown = [];
    const look = (at) => {
      window.shown.push(at);
      window.looking = requestAnimationFrame(look);
    };
    window.looking = requestAnimationFrame(look);
  });
  const until = Date.now() + MOVING_MS;
  for (let step = 0; Date.now() < until; ++step) await move(step);
  const shown = await page.evaluate(() => {
    cancelAnimationFrame(window.looking);
    return window.shown;
  });
  const gaps = shown.slice(1).map((at, i) => at - shown[i]).sort((a, b) => a - b);
  return {
    second: ((shown.length - 1) * 1_000) / (shown.at(-1) - shown[0]),
    longest: gaps.at(-1),
    usual: gaps[Math.floor(gaps.length / 2)],
  };
}

const say = (name, found) => {
  console.log(`${name}: ${found.second.toFixed(0)} pictures a second, usually ${found.usual.toFixed(0)} ms apart, ` +
    `${found.longest.toFixed(0)} ms at most`);
  return found.second;
};

const desk = new Desk(process.argv[2], process.argv[3]);
const browser = await launchBrowser();
const wrong = [];
try {
  writeRun(join(desk.data, 'run'));
  desk.hire({ ana: 'analyst' });
  await desk.serve();
  const { page } = await desk.windowOf(browser, 'ana');
  await settled(page);
  const times = [];
  for (let turn = 0; turn < 5; ++turn) {
    const began = Date.now();
    await page.goto(`${desk.origin}/?turn=${turn}#/overview`);
    await page.locator('main [data-row]').first().waitFor();
    times.push(Date.now() - began);
  }
  times.sort((a, b) => a - b);
  console.log(`first useful screen: ${times[2]} ms (median of 5; ${times[0]} to ${times[4]})`);
  if (times[2] > FIRST_SCREEN_MS_MAX) wrong.push(`the first screen takes more than ${FIRST_SCREEN_MS_MAX} ms`);

  const began = Date.now();
  await page.goto(`${desk.origin}/#/networks/n1`);
  await page.locator('figure .frame canvas').first().waitFor({ timeout: 120_000 });
  await settled(page);
  console.log(`a network of ${ACCOUNTS} accounts and ${PAIRS} pairs: open after ${Date.now() - began} ms, ` +
    `drawn by ${await page.evaluate(() => (document.querySelectorAll('figure canvas').length > 1 ? 'WebGL' : 'Canvas 2D'))}`);
  const canvas = page.locator('figure .frame canvas').first();
  await canvas.scrollIntoViewIfNeeded();
  const box = await canvas.boundingBox();
  const [x, y] = [box.x + box.width / 2, box.y + box.height / 2];
  await page.mouse.move(x, y);
  await page.mouse.down();
  const dragging = await picturesWhile(page, (step) =>
    page.mouse.move(x + 90 * Math.sin(step / 9), y + 60 * Math.cos(step / 7)));
  await page.mouse.up();
  await canvas.focus();
  const zooming = await picturesWhile(page, (step) => page.mouse.wheel(0, step % 40 < 20 ? -40 : 40));
  // A hand that rests now and then: the whole is drawn anew each time.
  const halting = await picturesWhile(page, async (step) => {
    await page.keyboard.press(step % 2 ? 'ArrowLeft' : 'ArrowRight');
    if (step % 4 === 3) await page.waitForTimeout(150);
  });
  for (const [name, found] of [['dragging', dragging], ['zooming', zooming], ['moving and resting', halting]]) {
    if (say(name, found) < PICTURES_A_SECOND_MIN) wrong.push(`${name}: fewer than ${PICTURES_A_SECOND_MIN} a second`);
  }
  await desk.picture(page, 'large-network');
  assert.deepEqual(wrong, []);
} finally {
  await browser.close();
  desk.close();
}
