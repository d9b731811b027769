// src/api/schema.gen.ts from ../api/openapi.yaml: what the console believes of the server is what the
// server is held to. Written only where it changed, so that watching builds rest.
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import openapiTS, { astToString } from 'openapi-typescript';

const source = new URL('../../api/openapi.yaml', import.meta.url);
const target = new URL('../src/api/schema.gen.ts', import.meta.url);
const code = `// Made from api/openapi.yaml by scripts/api_types.mjs.\n${astToString(await openapiTS(source))}`;
if (!existsSync(target) || readFileSync(target, 'utf8') !== code) writeFileSync(target, code);
