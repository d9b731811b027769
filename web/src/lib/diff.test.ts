import { expect, test } from 'vitest';
import { diffLines, hunksOf } from './diff';

const marks = (before: string, after: string) =>
  diffLines(before, after).map(
    (line) => `${{ same: ' ', gone: '-', new: '+' }[line.kind]}${line.text}`,
  );

test('changed lines are told as gone and new, the rest stays', () => {
  expect(marks('a\nb\nc\nd', 'a\nx\nc\nd\ne')).toEqual([' a', '-b', '+x', ' c', ' d', '+e']);
  expect(marks('same\ntext', 'same\ntext')).toEqual([' same', ' text']);
});

test('applying a difference gives the new text, and leaving it out the old one', () => {
  let seed = 3;
  const next = (n: number) => (seed = (seed * 48271) % 2147483647) % n;
  for (let turn = 0; turn < 50; turn += 1) {
    const text = () => Array.from({ length: next(12) }, () => 'abc'[next(3)]).join('\n');
    const [before, after] = [text(), text()];
    const lines = diffLines(before, after);
    expect(
      lines
        .filter((line) => line.kind !== 'new')
        .map((line) => line.text)
        .join('\n'),
    ).toBe(before);
    expect(
      lines
        .filter((line) => line.kind !== 'gone')
        .map((line) => line.text)
        .join('\n'),
    ).toBe(after);
  }
});

test('far unchanged lines are left out between changes', () => {
  const before = Array.from({ length: 30 }, (_, i) => `line ${i}`);
  const after = before.map((line, i) => (i === 2 || i === 27 ? `${line}!` : line));
  const shown = hunksOf(diffLines(before.join('\n'), after.join('\n')), 2);
  expect(shown.filter((line) => line === null)).toHaveLength(1);
  expect(shown.length).toBeLessThan(16);
});
