import { expect, test } from 'vitest';
import { blocksOf } from './markdown';

test('reads what the program writes', () => {
  const text =
    '## Statement on Long \\_Echo\\_\n\nTwo\nlines\\!\n\n- one\n- \\- two\n\n' +
    '| a | b \\| c |\n|---|---|\n| 1 | 2 |\n| 3 | 4 |\n';
  expect(blocksOf(text)).toEqual([
    { kind: 'heading', level: 2, text: 'Statement on Long _Echo_' },
    { kind: 'paragraph', text: 'Two lines!' },
    { kind: 'list', items: ['one', '- two'] },
    {
      kind: 'table',
      head: ['a', 'b | c'],
      rows: [
        ['1', '2'],
        ['3', '4'],
      ],
    },
  ]);
});

test('what is no block of ours is a paragraph, and nothing is lost', () => {
  expect(blocksOf('<b>bold</b>')).toEqual([{ kind: 'paragraph', text: '<b>bold</b>' }]);
  expect(blocksOf('| one line')).toEqual([{ kind: 'paragraph', text: '| one line' }]);
  expect(blocksOf('')).toEqual([]);
});
