// A file on its way to the server. Its digest comes first: by it an upload that was broken off, also by an
// earlier page, is known again and gone on with. A piece counts once the server has said so; where it says
// nothing it is asked how far the file is, again and again, for some minutes.
import { ApiError, type Schema } from '../api/client';
import { base64, hex, Sha256 } from './sha256';

export type Upload = Schema['Upload'];

/** The calls that sending needs. */
export interface UploadCalls {
  list(): Promise<Upload[]>;
  begin(wanted: { name: string; bytes: number; sha256: string }): Promise<Upload>;
  look(id: string): Promise<Upload>;
  /** Sends what begins at `offset`. */
  piece(id: string, offset: number, bytes: Uint8Array, digest: string): Promise<void>;
  complete(id: string): Promise<Upload>;
}

export type Telling =
  | { now: 'checking'; done: number }
  | { now: 'sending'; done: number; resumedAt: number }
  | { now: 'waiting'; done: number }
  | { now: 'completing'; done: number };

export interface SendingOptions {
  told: (telling: Telling) => void;
  signal: AbortSignal;
  pause?: (ms: number) => Promise<void>;
}

const READ_BYTES = 4 << 20;
const TRIES_MAX = 30; // in a row without a byte getting through: some ten minutes
const PAUSE_MAX_MS = 30_000;

const wait = (ms: number) => new Promise<void>((done) => setTimeout(done, ms));

async function bytesOf(file: Blob, from: number, length: number): Promise<Uint8Array> {
  return new Uint8Array(await file.slice(from, from + length).arrayBuffer());
}

export async function digestOf(file: Blob, options: SendingOptions): Promise<string> {
  const digest = new Sha256();
  for (let at = 0; at < file.size; at += READ_BYTES) {
    options.signal.throwIfAborted();
    digest.update(await bytesOf(file, at, READ_BYTES));
    options.told({ now: 'checking', done: Math.min(1, (at + READ_BYTES) / file.size) });
  }
  return hex(digest.finish());
}

/** Worth another try: no answer, too much at once, trouble of the server's, or another place in the file. */
function passes(error: unknown): boolean {
  return (
    error instanceof ApiError &&
    (error.status === 0 || error.status === 409 || error.status === 429 || error.status >= 500)
  );
}

class Sending {
  #tries = 0;

  constructor(
    readonly file: File,
    readonly calls: UploadCalls,
    readonly options: SendingOptions,
  ) {}

  /** Does it, and where there is no answer waits and does it again. */
  async #until<T>(done: number, act: () => Promise<T>): Promise<T> {
    for (;;) {
      this.options.signal.throwIfAborted();
      try {
        const answer = await act();
        this.#tries = 0;
        return answer;
      } catch (error) {
        if (!passes(error) || ++this.#tries > TRIES_MAX) throw error;
        this.options.told({ now: 'waiting', done });
        await (this.options.pause ?? wait)(Math.min(PAUSE_MAX_MS, 500 * 2 ** (this.#tries - 1)));
      }
    }
  }

  async #find(sha256: string): Promise<Upload> {
    const there = await this.#until(0, () => this.calls.list());
    const same = there.filter(
      (one) => one.bytes === this.file.size && (one.sha256 ?? one.announced_sha256) === sha256,
    );
    const best = same.sort(
      (a, b) => Number(b.complete) - Number(a.complete) || b.reached - a.reached,
    )[0];
    const wanted = { name: this.file.name.slice(0, 255), bytes: this.file.size, sha256 };
    return best ?? this.#until(0, () => this.calls.begin(wanted));
  }

  async #sendFrom(upload: Upload): Promise<void> {
    const resumedAt = upload.reached / upload.bytes;
    let at = upload.reached;
    while (at < upload.bytes) {
      const share = at / upload.bytes;
      this.options.told({ now: 'sending', done: share, resumedAt });
      const piece = await bytesOf(this.file, at, upload.piece_bytes_max);
      const digest = base64(new Sha256().update(piece).finish());
      const from = at;
      at = await this.#until(share, () => this.#sendPiece(upload.id, from, piece, digest));
    }
  }

  /** How far the file is then. */
  async #sendPiece(id: string, at: number, piece: Uint8Array, digest: string): Promise<number> {
    if (this.#tries > 0) {
      // The piece may have come although the answer did not.
      const { reached } = await this.calls.look(id);
      if (reached !== at) return reached;
    }
    await this.calls.piece(id, at, piece, digest);
    return at + piece.length;
  }

  async run(): Promise<Upload> {
    const sha256 = await digestOf(this.file, this.options);
    const upload = await this.#find(sha256);
    if (upload.complete) return upload;
    await this.#sendFrom(upload);
    this.options.told({ now: 'completing', done: 1 });
    return this.#until(1, () => this.calls.complete(upload.id));
  }
}

/** The complete upload; throws what stopped it. Sent again later, the file goes on where it was. */
export function sendFile(file: File, calls: UploadCalls, options: SendingOptions): Promise<Upload> {
  return new Sending(file, calls, options).run();
}
