import { expect, test } from 'vitest';
import { href, parseRoute } from './route';

test('an address says page, id and query', () => {
  expect(parseRoute('#/networks/a1b2?run=r1&tab=graph')).toEqual({
    page: 'networks',
    id: 'a1b2',
    query: { run: 'r1', tab: 'graph' },
  });
  expect(parseRoute('').page).toBe('overview');
});

test('ids with any letters come back as they were', () => {
  for (const id of ['clipper:news_desk', 'a/b', 'x?y=z', 'ф %', '../up']) {
    expect(parseRoute(href('accounts', id, { run: 'a b&c' }))).toEqual({
      page: 'accounts',
      id,
      query: { run: 'a b&c' },
    });
  }
});

test('a broken escape is no id, not a crash', () => {
  expect(parseRoute('#/accounts/%E0%A4%A')).toEqual({ page: 'accounts', id: null, query: {} });
});
