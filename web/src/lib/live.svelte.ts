// News from the server (server-sent events): something changed, so that open pages look again. Many at
// once are one. Where the stream breaks the browser takes it up again by itself.

export const live = $state<{ turn: number; on: boolean }>({ turn: 0, on: false });

const QUIET_MS = 400;

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
  for (const kind of ['case', 'decision', 'action', 'run', 'job', 'ledger'])
    source.addEventListener(kind, news);
  return () => {
    clearTimeout(waiting);
    source.close();
    live.on = false;
  };
}
