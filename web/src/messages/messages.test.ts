import { expect, test } from 'vitest';
import { en } from './en';
import { fr } from './fr';
import { pluralsOf } from './plural';
import { ru } from './ru';

type Tree = { [name: string]: unknown };

/** Every leaf of a catalogue as text: functions are called with numbers and words. */
function leaves(tree: Tree, at = ''): Map<string, string> {
  const found = new Map<string, string>();
  for (const [name, value] of Object.entries(tree)) {
    const path = `${at}/${name}`;
    if (typeof value === 'string') found.set(path, value);
    else if (typeof value === 'function')
      found.set(path, String((value as (...args: unknown[]) => unknown)(3, 4, 'x')));
    else for (const [deep, text] of leaves(value as Tree, path)) found.set(deep, text);
  }
  return found;
}

const languages = { fr, ru };

test.each(Object.entries(languages))(
  '%s says everything that English says, and nothing else',
  (_, catalogue) => {
    expect([...leaves(catalogue as Tree).keys()].sort()).toEqual(
      [...leaves(en as Tree).keys()].sort(),
    );
  },
);

test.each(Object.entries({ en, ...languages }))(
  '%s leaves nothing empty or half filled',
  (_, catalogue) => {
    for (const [path, text] of leaves(catalogue as Tree)) {
      expect(text.trim(), path).not.toBe('');
      expect(text, path).not.toMatch(/undefined|\[object|#/);
    }
  },
);

test('Russian is written in Russian letters, but for names', () => {
  const latin = [...leaves(ru as Tree)].filter(
    ([path, text]) => path !== '/direction' && !/[а-яё]/i.test(text),
  );
  expect(latin.map(([path]) => path)).toEqual(['/runs/hash']);
});

test('counts take the form that the language wants', () => {
  const accounts = ru.network.accountsCount;
  expect([1, 2, 5, 11, 21, 22].map(accounts)).toEqual([
    '1 аккаунт',
    '2 аккаунта',
    '5 аккаунтов',
    '11 аккаунтов',
    '21 аккаунт',
    '22 аккаунта',
  ]);
  expect(fr.network.accountsCount(0)).toBe('0 compte');
  expect(en.network.accountsCount(1)).toBe('1 account');
  expect(pluralsOf('en')(1234, { other: '# rows' })).toBe('1,234 rows');
});
