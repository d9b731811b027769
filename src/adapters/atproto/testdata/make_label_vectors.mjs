// Writes label_vectors.ndjson with the AT Protocol's own libraries: for each label its DAG-CBOR, and
// its signature by a fixed key. npm install @atproto/crypto@0.4 @ipld/dag-cbor@9, then
// node make_label_vectors.mjs > label_vectors.ndjson
import { Secp256k1Keypair } from "@atproto/crypto";
import * as cbor from "@ipld/dag-cbor";
import { createHash } from "node:crypto";

const hex = (bytes) => Buffer.from(bytes).toString("hex");
const base = { src: "did:plc:ewvi7nxzyoun6zhxrhs64oiz", uri: "did:plc:z72i7hdynmk6r22z27h6tvur",
  val: "state-affiliated", cts: "2024-09-16T12:00:00.000Z" };
const labels = [
  base,
  { ...base, neg: true },
  { ...base, neg: false },
  { ...base, exp: "2025-09-16T12:00:00.000Z" },
  { ...base, uri: "at://did:plc:z72i7hdynmk6r22z27h6tvur/app.bsky.feed.post/3kabc",
    cid: "bafyreihdwdcefgh4dqkjv67uzcmw7ojee6xedzdetojuzjevtenxquvyku" },
  { ...base, val: "" },
  { ...base, val: "x".repeat(23) },
  { ...base, val: "x".repeat(24) },
  { ...base, val: "x".repeat(128) },
  { ...base, uri: "at://" + "é".repeat(150) },
  { ...base, uri: "at://" + "y".repeat(300) },
];
for (let i = 0; i < 20; i++) labels.push({ ...base, val: `label-${i}`, cts: `2024-09-16T12:00:${String(i).padStart(2, "0")}.000Z` });
for (let i = 0; i < labels.length; i++) {
  const seed = createHash("sha256").update(`key ${i % 5}`).digest("hex");
  const pair = await Secp256k1Keypair.import(seed);
  const { neg, ...rest } = labels[i];
  const signed = { ver: 1, ...rest, ...(neg ? { neg: true } : {}) };
  const bytes = cbor.encode(signed);
  const signature = await pair.sign(bytes);
  console.log(JSON.stringify({ seed, did: pair.did(), label: labels[i], cbor: hex(bytes), signature: hex(signature) }));
}
