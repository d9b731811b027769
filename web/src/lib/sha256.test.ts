import { createHash } from 'node:crypto';
import { expect, test } from 'vitest';
import { base64, hex, Sha256 } from './sha256';

const of = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex');
const numbered = (length: number) => Uint8Array.from({ length }, (_, i) => (i * 7 + 3) & 255);

test('is what others reckon, at every length around a block', () => {
  for (const length of [
    0, 1, 3, 54, 55, 56, 57, 63, 64, 65, 119, 120, 127, 128, 129, 1000, 70_001,
  ]) {
    const bytes = numbered(length);
    expect(hex(new Sha256().update(bytes).finish()), String(length)).toBe(of(bytes));
  }
});

test('does not depend on how the bytes are cut', () => {
  const bytes = numbered(1000);
  for (const cut of [1, 7, 63, 64, 65, 200, 999]) {
    const digest = new Sha256();
    for (let at = 0; at < bytes.length; at += cut) digest.update(bytes.subarray(at, at + cut));
    expect(hex(digest.finish()), String(cut)).toBe(of(bytes));
  }
});

test('is written as the header wants it', () => {
  const bytes = numbered(100);
  expect(base64(new Sha256().update(bytes).finish())).toBe(
    createHash('sha256').update(bytes).digest('base64'),
  );
});
