import { expect, test } from 'vitest';
import { adviceFor, DEFAULTS, optionsOf, requestOf } from './run_options';

test('what is left as it was is the server’s to say', () => {
  expect(requestOf('u', DEFAULTS)).toEqual({ upload: 'u' });
});

test('what was chosen is sent, and comes back as it was', () => {
  const chosen = {
    format: 'coortweet' as const,
    window: 30,
    minObjects: 5,
    minMembers: 2,
    rejectsPercent: 7,
    replays: 10,
    alikeTexts: true,
    byLanguage: true,
    coarseTimes: true,
    registry: true,
    others: { splits: 8, objects: 'url' },
  };
  const request = requestOf('u', chosen);
  expect(request.max_rejects).toBeCloseTo(0.07);
  expect(request).toMatchObject({ upload: 'u', window_seconds: 30, min_objects: 5, splits: 8 });
  expect(optionsOf(request)).toEqual(chosen);
});

test('times that are too coarse have an advice of their own', () => {
  expect(adviceFor('limit_exceeded', 'times are whole minutes; --allow-coarse-times')).toBe(
    'coarse_times',
  );
  expect(adviceFor('too_many_rejects', 'x')).toBe('too_many_rejects');
});
