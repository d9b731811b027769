// News from the server (server-sent events): something changed, so that open pages look again. Many at
// once are one. Where the stream breaks the browser takes it up again by itself.
import type { Schema } from '../api/client';

export const live = $state<{ turn: number; on: boolean }>({ turn: 0, on: false });

/** How far runs are, by the id of the job, as it was told last. */
export const progress = $state<Record<string, Schema['Job']>>({});

const QUIET_MS = 400;

function note(event: MessageEvent<string>): void {
  try {
    const job = JSON.parse(event.data) as Schema['Job'];
    if (job.id) progress[job.id] = job;
  } catch {
    // Not for this page; the next one comes soon.
  }
}

export function listen(): () => void {
  const source = new EventSource('/v1/live');
  let waiting = 0;
  const news = () => {
    clearTimeout(waiting);
    waiting = window.setTimeout(() => (live.turn += 1), QUIET_MS);
  };
  source.onopen = () => (live.on = true);
  source.onerror = () => (live.on = false);
  source.onmessage = news;
  for (const kind of ['case', 'decision', 'action', 'disclosure', 'run', 'upload', 'ledger'])
    source.addEventListener(kind, news);
  source.addEventListener('progress', note);
  return () => {
    clearTimeout(waiting);
    source.close();
    live.on = false;
  };
}
