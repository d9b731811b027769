// How likely something is by chance, so that people can compare it: "1 in 40,000", never "p=2.5e-5".

/** -log10 of a probability, also of one that no double holds (its logarithm then stands beside it). */
export function orders(p: number | null | undefined, log10?: number | null): number | null {
  if (typeof log10 === 'number') return -log10;
  if (typeof p !== 'number' || !(p >= 0 && p <= 1)) return null;
  return p === 0 ? Infinity : -Math.log10(p);
}

/** The n of "1 in n": exact below a thousand, two figures up to a billion, then a power of ten. */
export type OneIn =
  { kind: 'number'; n: number } | { kind: 'power'; exponent: number } | { kind: 'certain' };

export function oneIn(p: number | null | undefined, log10?: number | null): OneIn | null {
  const size = orders(p, log10);
  if (size === null) return null;
  if (size === Infinity) return { kind: 'power', exponent: 308 };
  if (size < 0.0005) return { kind: 'certain' };
  if (size >= 9) return { kind: 'power', exponent: Math.floor(size) };
  const n = 10 ** size;
  if (n < 1000) return { kind: 'number', n: n < 10 ? Math.round(n * 10) / 10 : Math.round(n) };
  const unit = 10 ** (Math.floor(Math.log10(n)) - 1);
  return { kind: 'number', n: Math.round(n / unit) * unit };
}

const RAISED = '⁰¹²³⁴⁵⁶⁷⁸⁹';
export function powerOfTen(exponent: number): string {
  return `10${String(exponent).replace(/\d/g, (digit) => RAISED[Number(digit)]!)}`;
}

/** Five bars of strength for a picture: 1 in 20, 1,000, 10^6, 10^12, more. 0: not beyond chance. */
export function strength(
  p: number | null | undefined,
  log10?: number | null,
): 0 | 1 | 2 | 3 | 4 | 5 {
  const size = orders(p, log10);
  if (size === null || size < 1.3) return 0;
  if (size < 3) return 1;
  if (size < 6) return 2;
  if (size < 12) return 3;
  return size < 30 ? 4 : 5;
}
