// The options of a run as a form has them: texts and numbers that a person may leave empty, with the defaults
// of `overt detect`. What is as it is by default is not sent, so that the server's own default holds.
import type { Schema } from '../api/client';
import type { LogFormat } from './log_format';

export type RunRequest = Schema['RunRequest'];

export interface RunOptions {
  format: LogFormat | ''; // '': as the server recognises it
  window: number; // seconds
  minObjects: number;
  minMembers: number;
  rejectsPercent: number;
  replays: number;
  alikeTexts: boolean;
  byLanguage: boolean;
  coarseTimes: boolean;
  registry: boolean;
  others: RunRequest; // that a program asked for and the form has no field for; they stay
}

export const DEFAULTS: RunOptions = {
  format: '',
  window: 60,
  minObjects: 3,
  minMembers: 3,
  rejectsPercent: 1,
  replays: 0,
  alikeTexts: false,
  byLanguage: false,
  coarseTimes: false,
  registry: false,
  others: {},
};

const OF_THE_FORM = new Set<string>([
  'upload',
  'format',
  'window_seconds',
  'min_objects',
  'min_members',
  'max_rejects',
  'null_replays',
  'alike_texts',
  'by_language',
  'allow_coarse_times',
  'registry',
] satisfies (keyof RunRequest)[]);

export function requestOf(upload: string, chosen: RunOptions): RunRequest {
  const request: RunRequest = { ...chosen.others, upload };
  if (chosen.format) request.format = chosen.format;
  if (chosen.window !== DEFAULTS.window) request.window_seconds = chosen.window;
  if (chosen.minObjects !== DEFAULTS.minObjects) request.min_objects = chosen.minObjects;
  if (chosen.minMembers !== DEFAULTS.minMembers) request.min_members = chosen.minMembers;
  if (chosen.rejectsPercent !== DEFAULTS.rejectsPercent)
    request.max_rejects = chosen.rejectsPercent / 100;
  if (chosen.replays !== DEFAULTS.replays) request.null_replays = chosen.replays;
  if (chosen.alikeTexts) request.alike_texts = true;
  if (chosen.byLanguage) request.by_language = true;
  if (chosen.coarseTimes) request.allow_coarse_times = true;
  if (chosen.registry) request.registry = true;
  return request;
}

/** The form as it was when a run was asked for. */
export function optionsOf(request: RunRequest): RunOptions {
  const others = Object.entries(request).filter(([name]) => !OF_THE_FORM.has(name));
  return {
    others: Object.fromEntries(others),
    format: request.format ?? DEFAULTS.format,
    window: request.window_seconds ?? DEFAULTS.window,
    minObjects: request.min_objects ?? DEFAULTS.minObjects,
    minMembers: request.min_members ?? DEFAULTS.minMembers,
    rejectsPercent:
      request.max_rejects === undefined
        ? DEFAULTS.rejectsPercent
        : Number((100 * request.max_rejects).toFixed(6)),
    replays: request.null_replays ?? DEFAULTS.replays,
    alikeTexts: request.alike_texts ?? false,
    byLanguage: request.by_language ?? false,
    coarseTimes: request.allow_coarse_times ?? false,
    registry: request.registry ?? false,
  };
}

/** What can be done about a failed run: the name of an advice in the catalogue. */
export function adviceFor(reason: string, detail: string): string {
  return detail.includes('--allow-coarse-times') ? 'coarse_times' : reason;
}
