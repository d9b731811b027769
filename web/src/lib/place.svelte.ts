// Where the reader is, as the address says it.
import { parseRoute, type Route } from './route';

export const place = $state<{ at: Route }>({ at: parseRoute(location.hash) });

addEventListener('hashchange', () => {
  place.at = parseRoute(location.hash);
});

export function go(address: string): void {
  location.hash = address;
}

/** Changes the address without a step in the history: a filter, a tab. */
export function adjust(address: string): void {
  history.replaceState(null, '', address);
  place.at = parseRoute(location.hash);
}
