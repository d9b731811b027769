import { expect, test } from 'vitest';
import { Formats } from './format';

const english = new Formats('en');

test('times are told in UTC whatever the machine thinks', () => {
  expect(english.time('2024-09-16T23:59:30Z')).toContain('23:59:30 UTC');
  expect(english.day('2024-09-16T23:59:30Z')).toBe('Sep 16, 2024');
  expect(english.day('soon')).toBe('–');
  expect(english.time(null)).toBe('–');
});

test('a range says once what both days have in common', () => {
  expect(english.days('2024-08-18T00:12:30Z', '2024-09-15T15:46:21Z').replace(/\s/g, ' ')).toBe(
    'Aug 18 – Sep 15, 2024',
  );
  expect(english.days(null, '2024-09-15T15:46:21Z')).toBe('–');
});

test('a span takes its largest unit', () => {
  expect(english.span(0.34)).toBe('340 ms');
  expect(english.span(60)).toBe('1 min');
  expect(english.span(86_400 * 12)).toBe('12 days');
  expect(english.span(null)).toBe('–');
});

test('distance in time is told from the time that is passed in', () => {
  const now = new Date('2024-09-16T12:00:00Z');
  expect(english.relative('2024-09-16T15:00:00Z', now)).toBe('in 3 hours');
  expect(english.relative('2024-09-14T12:00:00Z', now)).toBe('2 days ago');
});

test('each language writes numbers its own way', () => {
  expect(new Formats('fr').number(1234.5)).toMatch(/^1\s234,5$/);
  expect(english.number(undefined)).toBe('–');
});
