// A key for one wish of one person: sent again with it, a request is done once (Idempotency-Key).
export function newKey(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return [...bytes].map((byte) => byte.toString(16).padStart(2, '0')).join('');
}
