// The page's address is the part after #, so that the server has one document to serve and a copied
// address opens the same thing. "#/networks/ab12?run=…" → page "networks", id "ab12", query run.

export interface Route {
  page: string;
  id: string | null;
  query: Record<string, string>;
}

export function parseRoute(hash: string): Route {
  const [path = '', search = ''] = hash.replace(/^#\/?/, '').split('?', 2);
  const [page = '', ...rest] = path.split('/');
  let id: string | null = null;
  try {
    id = rest.length ? decodeURIComponent(rest.join('/')) : null;
  } catch {
    id = null;
  }
  return {
    page: page || 'overview',
    id: id || null,
    query: Object.fromEntries(new URLSearchParams(search)),
  };
}

export function href(
  page: string,
  id?: string | null,
  query: Record<string, string | null | undefined> = {},
): string {
  const search = new URLSearchParams();
  for (const [key, value] of Object.entries(query)) if (value) search.set(key, value);
  const path = id ? `${page}/${encodeURIComponent(id)}` : page;
  return `#/${path}${search.size ? `?${search}` : ''}`;
}
