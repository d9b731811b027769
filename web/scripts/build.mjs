// usage: build.mjs DIST OUT.cc. The way from sources to C++: pages, their weight, embedding. CMake
// calls it where a source has changed; types are checked by tools/web.sh.
import { resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { checkSize } from './check_size.mjs';
import { embed } from './embed.mjs';

const [dist, out] = process.argv.slice(2).map((path) => resolve(path));
if (!dist || !out) {
  console.error('usage: build.mjs DIST OUT.cc');
  process.exit(2);
}
process.chdir(fileURLToPath(new URL('..', import.meta.url)));
const { build } = await import('vite');
await build({ logLevel: 'warn', build: { outDir: dist, emptyOutDir: true } });
console.log(`console: ${checkSize(dist)}`);
embed(dist, out);
