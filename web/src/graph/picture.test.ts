import { expect, test } from 'vitest';
import { edgesOf, NodeGrid, pictureOf } from './picture';

const graph = {
  nodes: [
    { account: 'a', handle: 'ann', standing: 'member', x: 0.1, y: 0.1 },
    { account: 'b', handle: null, standing: 'adjacent', x: 0.9, y: 0.9 },
    { account: 'c', handle: '', standing: 'member', x: 0.5, y: 0.5 },
  ],
  edges: [
    { account_a: 'a', account_b: 'b', objects: 4 },
    { account_a: 'a', account_b: 'gone', objects: 9 },
    { account_a: 'b', account_b: 'c', objects: 3 },
  ],
};

test('edges to accounts that are not drawn are left out', () => {
  const picture = pictureOf(graph);
  expect([...picture.a]).toEqual([0, 1]);
  expect([...picture.b]).toEqual([1, 2]);
  expect([...picture.member]).toEqual([1, 0, 1]);
  expect(picture.labels).toEqual(['ann', 'b', 'c']);
  expect(edgesOf(picture, 1)).toEqual([0, 1]);
});

test('the nearest node is what looking at every node gives', () => {
  const count = 500;
  let seed = 7;
  const next = () => (seed = (seed * 48271) % 2147483647) / 2147483647;
  const nodes = Array.from({ length: count }, (_, i) => ({
    account: `n${i}`,
    standing: 'member',
    x: next(),
    y: next(),
  }));
  const picture = pictureOf({ nodes, edges: [] });
  const grid = new NodeGrid(picture);
  for (let turn = 0; turn < 200; turn += 1) {
    const [x, y, reach] = [next(), next(), 0.05];
    let best = -1;
    let closest = reach * reach;
    for (let i = 0; i < count; i += 1) {
      const distance = (picture.x[i]! - x) ** 2 + (picture.y[i]! - y) ** 2;
      if (distance <= closest) [best, closest] = [i, distance];
    }
    expect(grid.nearest(x, y, reach)).toBe(best);
  }
});
