import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import {
  checkReceipt,
  fromBase64,
  joined,
  parseReceipt,
  ReceiptError,
  recordStep,
  rootFrom,
  toHex,
} from './receipt';

// Made by `overt ledger receipt` and `overt ledger init`.
const read = (name: string) => readFileSync(new URL(`testdata/${name}`, import.meta.url), 'utf8');
const receipt = read('decision.tlog-proof');
const key = read('ledger.pub');

test('a receipt of the program holds', async () => {
  const steps = await checkReceipt(receipt, key);
  expect(steps.map((step) => [step.step, step.holds])).toEqual([
    ['entry', true],
    ['path', true],
    ['origin', true],
    ['signature', true],
  ]);
});

test('whichever letter of proof or entry is changed, it does not hold', async () => {
  const end = receipt.indexOf('\n\n');
  for (let at = receipt.indexOf('extra ') + 6; at < end; at += 37) {
    const old = receipt[at]!;
    if (!/[A-Za-z0-9+/]/.test(old)) continue;
    const changed = receipt.slice(0, at) + (old === 'A' ? 'B' : 'A') + receipt.slice(at + 1);
    const held = await checkReceipt(changed, key).then(
      (steps) => steps.every((step) => step.holds),
      (error) => {
        expect(error).toBeInstanceOf(ReceiptError);
        return false;
      },
    );
    // The last letter of a hash in base64 has bits that belong to no byte.
    const sameBytes =
      held &&
      parseReceipt(changed).path.every(
        (hash, i) => joined(hash).toString() === parseReceipt(receipt).path[i]!.toString(),
      );
    expect(held && !sameBytes, `letter ${at}`).toBe(false);
  }
});

test('a checkpoint with another size, root or name is not signed', async () => {
  const note = receipt.slice(receipt.indexOf('\n\n') + 2);
  const [origin, size, root] = note.split('\n') as [string, string, string];
  for (const [from, to] of [
    [`\n${size}\n`, `\n${Number(size) + 1}\n`],
    [root, root.replace(/^./, (c) => (c === 'A' ? 'B' : 'A'))],
    [`\n\n${origin}\n`, `\n\n${origin}x\n`],
  ] as const) {
    const steps = await checkReceipt(receipt.replace(from, to), key);
    expect(steps.find((step) => step.step === 'signature')?.holds).toBe(false);
  }
});

test('another key does not fit', async () => {
  const [name, hash, bytes] = key.trim().split('+') as [string, string, string];
  await expect(checkReceipt(receipt, `${name}.evil+${hash}+${bytes}`)).rejects.toThrow(
    ReceiptError,
  );
  await expect(checkReceipt(receipt, 'nonsense')).rejects.toThrow(ReceiptError);
});

test('texts that are no receipt are refused, not believed', () => {
  for (const text of [
    '',
    'c2sp.org/tlog-proof@v1\n',
    receipt.replace('index ', 'index -'),
    receipt.replace('@v1', '@v9'),
  ]) {
    expect(() => parseReceipt(text)).toThrow(ReceiptError);
  }
  expect(() => fromBase64('a=b=')).toThrow(ReceiptError);
});

test('every leaf of every small tree leads to its root', async () => {
  const hash = async (...parts: Uint8Array[]) =>
    new Uint8Array(await crypto.subtle.digest('SHA-256', joined(...parts)));
  const node = (a: Uint8Array, b: Uint8Array) => hash(Uint8Array.of(1), a, b);
  const split = (n: number) => 2 ** Math.floor(Math.log2(n - 1));
  const rootOf = async (leaves: Uint8Array<ArrayBuffer>[]): Promise<Uint8Array<ArrayBuffer>> =>
    leaves.length === 1
      ? leaves[0]!
      : node(
          await rootOf(leaves.slice(0, split(leaves.length))),
          await rootOf(leaves.slice(split(leaves.length))),
        );
  const pathTo = async (at: number, leaves: Uint8Array<ArrayBuffer>[]): Promise<Uint8Array[]> => {
    if (leaves.length === 1) return [];
    const k = split(leaves.length);
    return at < k
      ? [...(await pathTo(at, leaves.slice(0, k))), await rootOf(leaves.slice(k))]
      : [...(await pathTo(at - k, leaves.slice(k))), await rootOf(leaves.slice(0, k))];
  };
  for (let size = 1; size <= 9; size += 1) {
    const leaves = await Promise.all(
      Array.from({ length: size }, (_, i) => hash(Uint8Array.of(0, i))),
    );
    const root = await rootOf(leaves);
    for (let at = 0; at < size; at += 1) {
      const path = await pathTo(at, leaves);
      expect(await rootFrom(leaves[at]!, { index: BigInt(at), size: BigInt(size) }, path)).toEqual(
        root,
      );
      expect(
        await rootFrom(leaves[at]!, { index: BigInt(at), size: BigInt(size) }, [...path, root]),
      ).not.toEqual(root);
    }
  }
});

test('a record is the one that the entry commits to, or it is not', async () => {
  const record = '{"decision":"d","event":0}';
  const salt = '0f'.repeat(32);
  const salted = joined(new Uint8Array(32).fill(15), new TextEncoder().encode(record));
  const commitment = toHex(new Uint8Array(await crypto.subtle.digest('SHA-256', salted)));
  const entry = btoa(`{"v":1,"decision":"d","event":0,"commitment":"${commitment}"}`);
  const made = receipt.replace(/^extra .*$/m, `extra ${entry}`);
  expect((await recordStep(made, JSON.stringify({ record, salt }))).holds).toBe(true);
  const other = JSON.stringify({ record: record.replace('0', '1'), salt });
  expect((await recordStep(made, other)).holds).toBe(false);
  for (const text of ['no JSON', '{}', JSON.stringify({ record, salt: 'zz' })]) {
    await expect(recordStep(made, text)).rejects.toThrow(ReceiptError);
  }
});
