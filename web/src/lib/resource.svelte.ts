// Something that is fetched for a page: it is being fetched, or failed, or is there. What `load` reads
// before its first await is watched; when it changes, the old request is dropped and a new one made.

export class Resource<T> {
  value = $state.raw<T | null>(null);
  error = $state.raw<Error | null>(null);
  loading = $state(true);
  turn = $state(0);

  reload(): void {
    this.turn += 1;
  }
}

export function resource<T>(load: (signal: AbortSignal) => Promise<T>): Resource<T> {
  const held = new Resource<T>();
  $effect(() => {
    void held.turn;
    const stop = new AbortController();
    held.loading = true;
    load(stop.signal).then(
      (value) => {
        if (stop.signal.aborted) return;
        held.value = value;
        held.error = null;
        held.loading = false;
      },
      (error: unknown) => {
        if (stop.signal.aborted) return;
        held.error = error instanceof Error ? error : new Error(String(error));
        held.loading = false;
      },
    );
    return () => stop.abort();
  });
  return held;
}
