// Checks a receipt (C2SP tlog-proof) with nothing but the browser's own cryptography: the entry's
// hash, the way from it to the root, and the signature over the root. No request is made.

export interface Receipt {
  entry: Uint8Array<ArrayBuffer> | null;
  index: bigint;
  path: Uint8Array<ArrayBuffer>[];
  note: string;
}

export interface Checkpoint {
  origin: string;
  size: bigint;
  root: Uint8Array<ArrayBuffer>;
  signed: string;
  signatures: { name: string; id: Uint8Array; signature: Uint8Array<ArrayBuffer> }[];
}

/** Each step that was checked, in order; the receipt holds where all of them do. */
export interface Step {
  step: 'entry' | 'path' | 'origin' | 'signature' | 'record';
  holds: boolean;
  detail: string;
}

export class ReceiptError extends Error {}

export function fromBase64(text: string): Uint8Array<ArrayBuffer> {
  if (!/^[A-Za-z0-9+/]*={0,2}$/.test(text) || text.length % 4 !== 0) {
    throw new ReceiptError(`not base64: ${text.slice(0, 40)}`);
  }
  return Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0));
}

export function toHex(bytes: Uint8Array): string {
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
}

const same = (a: Uint8Array, b: Uint8Array) =>
  a.length === b.length && a.every((byte, i) => byte === b[i]);

export function joined(...parts: Uint8Array[]): Uint8Array<ArrayBuffer> {
  const whole = new Uint8Array(parts.reduce((n, part) => n + part.length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}

async function sha256(bytes: Uint8Array<ArrayBuffer>): Promise<Uint8Array<ArrayBuffer>> {
  return new Uint8Array(await crypto.subtle.digest('SHA-256', bytes));
}

export function parseReceipt(text: string): Receipt {
  const blank = text.indexOf('\n\n');
  if (blank < 0) throw new ReceiptError('no blank line between proof and checkpoint');
  const lines = text.slice(0, blank).split('\n');
  if (lines.shift() !== 'c2sp.org/tlog-proof@v1') throw new ReceiptError('not a tlog-proof');
  let entry: Uint8Array<ArrayBuffer> | null = null;
  if (lines[0]?.startsWith('extra ')) entry = fromBase64(lines.shift()!.slice(6));
  const index = /^index (0|[1-9]\d{0,18})$/.exec(lines.shift() ?? '');
  if (!index) throw new ReceiptError('no index');
  if (lines.length > 63) throw new ReceiptError('more than 63 hashes');
  const path = lines.map(fromBase64);
  if (path.some((hash) => hash.length !== 32)) throw new ReceiptError('a hash is not 32 bytes');
  return { entry, index: BigInt(index[1]!), path, note: text.slice(blank + 2) };
}

export function parseCheckpoint(note: string): Checkpoint {
  const end = note.indexOf('\n\n');
  if (end < 0) throw new ReceiptError('the checkpoint is not signed');
  const signed = note.slice(0, end + 1);
  const [origin, size, root] = signed.split('\n');
  if (!origin || !size || !root || !/^(0|[1-9]\d{0,18})$/.test(size)) {
    throw new ReceiptError('the checkpoint lacks its origin, size or root');
  }
  const signatures = note
    .slice(end + 2)
    .split('\n')
    .filter(Boolean)
    .map((line) => {
      const parts = /^\u2014 (\S+) (\S+)$/.exec(line);
      if (!parts) throw new ReceiptError('a line after the checkpoint is no signature');
      const bytes = fromBase64(parts[2]!);
      return { name: parts[1]!, id: bytes.slice(0, 4), signature: bytes.slice(4) };
    });
  return { origin, size: BigInt(size), root: fromBase64(root), signed, signatures };
}

/** The root that a leaf at `index` of `size` leads to (RFC 9162, 2.1.3.2); null where it cannot. */
export async function rootFrom(
  leaf: Uint8Array<ArrayBuffer>,
  place: { index: bigint; size: bigint },
  path: Uint8Array[],
): Promise<Uint8Array<ArrayBuffer> | null> {
  if (place.index >= place.size) return null;
  let fn = place.index;
  let sn = place.size - 1n;
  let hash = leaf;
  for (const sibling of path) {
    if (sn === 0n) return null;
    if ((fn & 1n) === 1n || fn === sn) {
      hash = await sha256(joined(Uint8Array.of(1), sibling, hash));
      while ((fn & 1n) === 0n && fn !== 0n) {
        fn >>= 1n;
        sn >>= 1n;
      }
    } else {
      hash = await sha256(joined(Uint8Array.of(1), hash, sibling));
    }
    fn >>= 1n;
    sn >>= 1n;
  }
  return sn === 0n ? hash : null;
}

export interface VerifyingKey {
  name: string;
  id: Uint8Array;
  bytes: Uint8Array<ArrayBuffer>;
}

export async function parseKey(text: string): Promise<VerifyingKey> {
  const parts = /^([^+\s]+)\+([0-9a-f]{8})\+(\S+)$/.exec(text.trim());
  if (!parts) throw new ReceiptError('not a verifying key: name+hash+base64');
  const typed = fromBase64(parts[3]!);
  if (typed[0] !== 1 || typed.length !== 33) throw new ReceiptError('not an Ed25519 key');
  const named = joined(new TextEncoder().encode(`${parts[1]}\n`), typed);
  const id = (await sha256(named)).slice(0, 4);
  if (toHex(id) !== parts[2]) throw new ReceiptError('the key does not fit its own name and hash');
  return { name: parts[1]!, id, bytes: typed.slice(1) };
}

export async function isSignedBy(checkpoint: Checkpoint, key: VerifyingKey): Promise<boolean> {
  const mine = checkpoint.signatures.find((s) => s.name === key.name && same(s.id, key.id));
  if (!mine) return false;
  const imported = await crypto.subtle.importKey('raw', key.bytes, 'Ed25519', false, ['verify']);
  const signed = new TextEncoder().encode(checkpoint.signed);
  return crypto.subtle.verify('Ed25519', imported, mine.signature, signed);
}

/** All of it, with what was found at each step. Throws ReceiptError where a text cannot be read. */
export async function checkReceipt(text: string, keyText: string): Promise<Step[]> {
  const receipt = parseReceipt(text);
  const checkpoint = parseCheckpoint(receipt.note);
  const key = await parseKey(keyText);
  if (!receipt.entry) throw new ReceiptError('the receipt does not hold its entry');
  const leaf = await sha256(joined(Uint8Array.of(0), receipt.entry));
  const place = { index: receipt.index, size: checkpoint.size };
  const root = await rootFrom(leaf, place, receipt.path);
  return [
    { step: 'entry', holds: true, detail: toHex(leaf) },
    {
      step: 'path',
      holds: root !== null && same(root, checkpoint.root),
      detail: `${receipt.index} / ${checkpoint.size}`,
    },
    { step: 'origin', holds: checkpoint.origin === key.name, detail: checkpoint.origin },
    { step: 'signature', holds: await isSignedBy(checkpoint, key), detail: key.name },
  ];
}

/** What the ledger has at the receipt's place. */
export function textOf(receipt: string): string {
  const { entry } = parseReceipt(receipt);
  return entry ? new TextDecoder().decode(entry) : '';
}

function fromHex(text: string): Uint8Array<ArrayBuffer> {
  if (!/^([0-9a-f]{2})*$/.test(text)) throw new ReceiptError('the salt is not hexadecimal');
  return Uint8Array.from(text.match(/../g) ?? [], (pair) => parseInt(pair, 16));
}

/** Whether the receipt's entry commits to the record: {"record":…,"salt":…}, as it came with it. */
export async function recordStep(receipt: string, recordText: string): Promise<Step> {
  let file: { record?: unknown; salt?: unknown };
  try {
    file = JSON.parse(recordText) as typeof file;
  } catch {
    throw new ReceiptError('the record is not JSON');
  }
  if (typeof file?.record !== 'string' || typeof file.salt !== 'string') {
    throw new ReceiptError('the record lacks "record" or "salt"');
  }
  const salted = joined(fromHex(file.salt), new TextEncoder().encode(file.record));
  const commitment = toHex(await sha256(salted));
  const ends = `"commitment":"${commitment}"}`;
  return { step: 'record', holds: textOf(receipt).endsWith(ends), detail: commitment };
}
