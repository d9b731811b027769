// The built pages as C++ (edge/http/console_assets.h): each file compressed, with its media type and
// the hash that is its entity tag, sorted by path.
import { createHash } from 'node:crypto';
import { readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { extname, join } from 'node:path';
import { gzipSync } from 'node:zlib';

const TYPES = {
  '.css': 'text/css; charset=utf-8',
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.svg': 'image/svg+xml',
};
const BYTES_A_LINE = 32;

/** Octal escapes of three digits: what follows one cannot be read as part of it. */
function literal(bytes) {
  const lines = [];
  for (let at = 0; at < bytes.length; at += BYTES_A_LINE) {
    const line = Array.from(
      bytes.subarray(at, at + BYTES_A_LINE),
      (byte) => `\\${byte.toString(8).padStart(3, '0')}`,
    );
    lines.push(`    "${line.join('')}"`);
  }
  return lines.join('\n');
}

export function embed(dist, out) {
  const paths = readdirSync(dist, { recursive: true })
    .filter((name) => statSync(join(dist, name)).isFile())
    .map((name) => name.replaceAll('\\', '/'))
    .sort();
  const parts = paths.map((path, i) => {
    const type = TYPES[extname(path)];
    if (!type) throw new Error(`${path}: no media type is known for it`);
    const plain = readFileSync(join(dist, path));
    const packed = gzipSync(plain, { level: 9 });
    packed[9] = 255; // the system it was packed on says nothing
    const tag = createHash('sha256').update(plain).digest('hex').slice(0, 32);
    return {
      data: `constexpr char kBytes${i}[] =\n${literal(packed)};`,
      row: `    {"/${path}", "${type}", R"(W/"${tag}")", {&kBytes${i}[0], ${packed.length}}, ${plain.length}},`,
    };
  });
  writeFileSync(
    out,
    [
      '#include <array>',
      '#include "edge/http/console_assets.h"',
      'namespace overt::http {',
      'namespace {',
      ...parts.map((part) => part.data),
      `constexpr std::array<ConsoleAsset, ${parts.length}> kAssets = {{`,
      ...parts.map((part) => part.row),
      '}};',
      '}  // namespace',
      'std::span<const ConsoleAsset> console_assets() { return kAssets; }',
      '}  // namespace overt::http',
      '',
    ].join('\n'),
  );
}
