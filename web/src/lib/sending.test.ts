import { createHash } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { ApiError } from '../api/client';
import { sendFile, type Telling, type Upload, type UploadCalls } from './sending';

const CONTENT = Uint8Array.from({ length: 2500 }, (_, i) => (i * 31) & 255);
const SHA256 = createHash('sha256').update(CONTENT).digest('hex');
const file = () => new File([CONTENT], 'log.csv');

/** What a server does with pieces; `fails` says what happens to the n-th of them. */
class Store implements UploadCalls {
  uploads: Upload[] = [];
  kept = new Uint8Array(0);
  sent: number[] = [];
  constructor(readonly fails: (piece: number) => 'before' | 'after' | number | null = () => null) {}

  list = () => Promise.resolve(this.uploads);
  begin = (wanted: { name: string; bytes: number; sha256: string }) => {
    this.uploads.push({
      id: 'u1',
      name: wanted.name,
      bytes: wanted.bytes,
      reached: 0,
      complete: false,
      announced_sha256: wanted.sha256,
      by: 'ana',
      created_at: '2024-09-01T00:00:00Z',
      piece_bytes_max: 1000,
    });
    return Promise.resolve({ ...this.uploads[0]! });
  };
  look = () => Promise.resolve({ ...this.uploads[0]! });
  piece = (_: string, offset: number, bytes: Uint8Array, digest: string) => {
    const fate = this.fails(this.sent.push(offset));
    if (typeof fate === 'number') return Promise.reject(new ApiError(fate, 'refused', ''));
    if (fate === 'before') return Promise.reject(new ApiError(0, '', 'broken'));
    expect(offset).toBe(this.kept.length);
    expect(digest).toBe(createHash('sha256').update(bytes).digest('base64'));
    this.kept = Uint8Array.of(...this.kept, ...bytes);
    this.uploads[0]!.reached = this.kept.length;
    if (fate === 'after') return Promise.reject(new ApiError(0, '', 'broken'));
    return Promise.resolve();
  };
  complete = () => {
    const sha256 = createHash('sha256').update(this.kept).digest('hex');
    Object.assign(this.uploads[0]!, { complete: true, sha256 });
    return Promise.resolve({ ...this.uploads[0]! });
  };
}

function send(store: Store, signal = new AbortController().signal) {
  const told: Telling[] = [];
  const pauses: number[] = [];
  const pause = (ms: number) => Promise.resolve(void pauses.push(ms));
  const sent = sendFile(file(), store, { told: (one) => told.push(one), signal, pause });
  return { sent, told, pauses };
}

describe('a file that is sent', () => {
  test('arrives in pieces, and is what it was', async () => {
    const store = new Store();
    const { sent, told } = send(store);
    expect((await sent).sha256).toBe(SHA256);
    expect(store.kept).toEqual(CONTENT);
    expect(store.sent).toEqual([0, 1000, 2000]);
    expect(told.map((one) => one.now)).toContain('checking');
    expect(told.at(-1)).toEqual({ now: 'completing', done: 1 });
  });

  test.each(['before', 'after', 503] as const)(
    'goes on where a piece broke %s it was kept',
    async (fate) => {
      const store = new Store((piece) => (piece === 2 ? fate : null));
      const { sent, told, pauses } = send(store);
      expect((await sent).sha256).toBe(SHA256);
      expect(pauses).toEqual([500]);
      expect(told.some((one) => one.now === 'waiting')).toBe(true);
    },
  );

  test('is known again by its digest, and goes on', async () => {
    const store = new Store((piece) => (piece === 3 ? 403 : null));
    await expect(send(store).sent).rejects.toThrow('refused');
    store.sent = [];
    const { sent, told } = send(store);
    expect((await sent).complete).toBe(true);
    expect(store.sent).toEqual([2000]);
    expect(told.find((one) => one.now === 'sending')).toEqual({
      now: 'sending',
      done: 0.8,
      resumedAt: 0.8,
    });
    store.sent = [];
    expect((await send(store).sent).complete).toBe(true);
    expect(store.sent).toEqual([]); // all of it was here
  });

  test('is given up when nothing gets through, later and later', async () => {
    const { sent, pauses } = send(new Store(() => 'before'));
    await expect(sent).rejects.toThrow('broken');
    expect(pauses.slice(0, 4)).toEqual([500, 1000, 2000, 4000]);
    expect(pauses).toHaveLength(30);
    expect(Math.max(...pauses)).toBe(30_000);
  });

  test('stops when it is told to', async () => {
    const stop = new AbortController();
    const store = new Store((piece) => {
      if (piece === 2) stop.abort();
      return null;
    });
    await expect(send(store, stop.signal).sent).rejects.toThrow(/abort/i);
    expect(store.kept.length).toBe(2000);
  });
});
