import { expect, test } from 'vitest';
import { oneIn, orders, powerOfTen, strength } from './chance';

test('a chance is told as one in so many', () => {
  expect(oneIn(0.5)).toEqual({ kind: 'number', n: 2 });
  expect(oneIn(0.3)).toEqual({ kind: 'number', n: 3.3 });
  expect(oneIn(0.04)).toEqual({ kind: 'number', n: 25 });
  expect(oneIn(1 / 41234)).toEqual({ kind: 'number', n: 41000 });
  expect(oneIn(2.5e-12)).toEqual({ kind: 'power', exponent: 11 });
  expect(oneIn(1)).toEqual({ kind: 'certain' });
});

test('what no double holds is told by its logarithm', () => {
  expect(oneIn(0, -412.7)).toEqual({ kind: 'power', exponent: 412 });
  expect(oneIn(0)).toEqual({ kind: 'power', exponent: 308 });
  expect(powerOfTen(412)).toBe('10⁴¹²');
});

test('what was not reckoned stays unknown', () => {
  for (const p of [null, undefined, NaN, -0.1, 1.5]) {
    expect(orders(p)).toBeNull();
    expect(oneIn(p)).toBeNull();
    expect(strength(p)).toBe(0);
  }
});

test('strength grows with evidence and is nothing at chance', () => {
  const rising = [0.5, 0.04, 1e-4, 1e-8, 1e-20, 1e-40].map((p) => strength(p));
  expect(rising).toEqual([0, 1, 2, 3, 4, 5]);
});
