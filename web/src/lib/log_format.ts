// What a log's first bytes say it is, so that a reader sees before sending whether it will be understood. The
// rules are those of docs/formats/events.md; the server looks for itself.

export type LogFormat =
  'events-ndjson' | 'events-csv' | 'coortweet' | 'x-archive' | 'tiktok' | 'parquet';

/** 'packed': compressed, to be seen only once it is read. */
export type Guess = LogFormat | 'packed' | 'unknown';

export const LOG_FORMATS: LogFormat[] = [
  'events-ndjson',
  'events-csv',
  'coortweet',
  'x-archive',
  'tiktok',
  'parquet',
];

export const HEAD_BYTES = 65_536;

const startsWith = (bytes: Uint8Array, mark: number[]): boolean =>
  mark.every((byte, i) => bytes[i] === byte);

function guessColumns(line: string): Guess {
  const columns = new Set(
    line.split(/[,;\t]/).map((name) => name.trim().replace(/^"|"$/g, '').toLowerCase()),
  );
  const has = (...names: string[]) => names.every((name) => columns.has(name));
  if (has('tweetid', 'userid')) return 'x-archive';
  if (has('object_id', 'account_id', 'content_id')) {
    if (['timestamp_share', 'timestamp_ms', 'timestamp'].some((name) => columns.has(name)))
      return 'coortweet';
  }
  return has('account_id', 'created_at') ? 'events-csv' : 'unknown';
}

function guessMembers(text: string): Guess {
  const line = text.split('\n', 1)[0] ?? '';
  if (/"(account_id|created_at)"\s*:/.test(line)) return 'events-ndjson';
  return /"(data|videos|error|create_time|video_description)"\s*:/.test(text)
    ? 'tiktok'
    : 'unknown';
}

export function guessFormat(head: Uint8Array): Guess {
  if (startsWith(head, [0x50, 0x41, 0x52, 0x31])) return 'parquet';
  if (startsWith(head, [0x1f, 0x8b]) || startsWith(head, [0x28, 0xb5, 0x2f, 0xfd])) return 'packed';
  const text = new TextDecoder().decode(head).trimStart();
  if (text.startsWith('{') || text.startsWith('[')) return guessMembers(text);
  return guessColumns(text.split(/\r?\n/, 1)[0] ?? '');
}
