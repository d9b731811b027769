// Bringing data in: files in pieces, runs over them. Pieces are bytes with headers of their own, so that they
// stand apart from the calls of client.ts.
import type { Upload, UploadCalls } from '../lib/sending';
import { api, send } from './client';
import { csrfToken } from './staff';

const PAGES_MAX = 10; // the server keeps 200 files

export async function listUploads(signal?: AbortSignal): Promise<Upload[]> {
  const found: Upload[] = [];
  let cursor: string | undefined;
  for (let page = 0; page < PAGES_MAX; ++page) {
    const answer = await api.get('/v1/uploads', {
      query: { cursor } as never,
      ...(signal && { signal }),
    });
    found.push(...answer.items);
    cursor = answer.next_cursor ?? undefined;
    if (!cursor) break;
  }
  return found;
}

/** An Idempotency-Key: crypto.randomUUID is missing where the page came without TLS. */
export function newKey(): string {
  return Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) =>
    byte.toString(16).padStart(2, '0'),
  ).join('');
}

export function uploadCalls(signal: AbortSignal): UploadCalls {
  // The same key for every try, so that an announcement whose answer was lost is not made twice.
  const key = newKey();
  return {
    list: () => listUploads(signal),
    begin: (body) => api.post('/v1/uploads', { body, key, signal }),
    look: (upload) => api.get('/v1/uploads/{upload}', { path: { upload }, signal }),
    piece: async (upload, offset, bytes, digest) => {
      await send(`/v1/uploads/${encodeURIComponent(upload)}`, {
        method: 'PATCH',
        headers: {
          accept: 'application/json',
          'content-type': 'application/partial-upload',
          'upload-offset': String(offset),
          'content-digest': `sha-256=:${digest}:`,
          'x-csrf-token': csrfToken(),
        },
        body: bytes as Uint8Array<ArrayBuffer>,
        signal,
      });
    },
    complete: (upload) => api.post('/v1/uploads/{upload}/completion', { path: { upload }, signal }),
  };
}
