// How much the console weighs: without the graph library, which is fetched where there is a graphics
// processor and a network is looked at, at most 500 kB compressed.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';

const LIMIT_BYTES = 500_000;
const GRAPH_LIBRARY = /(^|\/)webgl_drawing-[^/]*\.js$/;

/** Throws where the pages under `dist` are over the limit; else says what they weigh. */
export function checkSize(dist) {
  let total = 0;
  let graph = 0;
  for (const name of readdirSync(dist, { recursive: true })) {
    if (!/\.(js|css|html|svg)$/.test(name)) continue;
    const bytes = gzipSync(readFileSync(join(dist, name)), { level: 9 }).length;
    if (GRAPH_LIBRARY.test(name)) graph += bytes;
    else total += bytes;
  }
  const kb = (bytes) => `${(bytes / 1000).toFixed(1)} kB`;
  if (total > LIMIT_BYTES) {
    throw new Error(
      `the console weighs ${kb(total)} compressed, ${kb(LIMIT_BYTES)} at most; load what is rare with import()`,
    );
  }
  if (graph === 0) throw new Error('the graph library is in no file of its own');
  return `${kb(total)} compressed, and ${kb(graph)} of graph library when it is asked for`;
}
