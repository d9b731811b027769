import { expect, test } from 'vitest';
import { guessFormat } from './log_format';

const of = (text: string) => guessFormat(new TextEncoder().encode(text));

test.each([
  ['{"account_id":"a","created_at":"2024-09-01T00:00:00Z"}\n', 'events-ndjson'],
  ['\ufeffaccount_id,Created_At,text\n', 'events-csv'],
  ['object_id,account_id,content_id,timestamp_share\r\n1,2,3,4', 'coortweet'],
  ['"tweetid","userid","tweet_time"\n', 'x-archive'],
  ['{\n  "data": {"videos": []}}', 'tiktok'],
  ['PAR1\u0001\u0002', 'parquet'],
  ['object_id,account_id,content_id\n', 'unknown'],
  ['name,when\nx,y\n', 'unknown'],
  ['', 'unknown'],
])('%j is %s', (text, format) => expect(of(text)).toBe(format));

test('what is compressed is seen only when it is read', () => {
  expect(guessFormat(Uint8Array.of(0x1f, 0x8b, 8, 0))).toBe('packed');
  expect(guessFormat(Uint8Array.of(0x28, 0xb5, 0x2f, 0xfd, 4))).toBe('packed');
});
