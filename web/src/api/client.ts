// Calls of the HTTP API, typed by api/openapi.yaml. An error is an ApiError that holds the server's
// problem (RFC 9457); nothing else is thrown. A session that ended is told once to `onSignedOut`.
import type { components, paths } from './schema.gen';
import { csrfToken } from './staff';

export type Schema = components['schemas'];

type Method = 'get' | 'post' | 'put' | 'patch' | 'delete';
type PathsWith<M extends Method> = {
  [P in keyof paths]: paths[P] extends Record<M, unknown>
    ? paths[P][M] extends undefined
      ? never
      : P
    : never;
}[keyof paths];
type Operation<P extends keyof paths, M extends Method> = P extends keyof paths
  ? M extends keyof paths[P]
    ? NonNullable<paths[P][M]>
    : never
  : never;
type Parameters<O, Kind extends string> = O extends { parameters: { [K in Kind]?: infer Q } }
  ? NonNullable<Q>
  : never;
type Body<O> = O extends { requestBody?: { content: infer C } }
  ? C extends { 'application/json': infer J }
    ? J
    : BodyInit
  : never;
type Success<O> = O extends { responses: infer R }
  ? R extends Record<number, unknown>
    ? {
        [S in keyof R & (200 | 201 | 202)]: R[S] extends {
          content: { 'application/json': infer J };
        }
          ? J
          : null;
      }[keyof R & (200 | 201 | 202)]
    : null
  : null;

interface Options<O> {
  path?: Parameters<O, 'path'>;
  query?: Parameters<O, 'query'>;
  body?: Body<O>;
  key?: string; // Idempotency-Key: the same for every try of one wish
  signal?: AbortSignal;
}

export class ApiError extends Error {
  constructor(
    readonly status: number, // 0: no answer
    readonly title: string,
    readonly detail: string,
  ) {
    super(detail || title);
  }
}

let signedOut: () => void = () => {};
export function onSignedOut(told: () => void): void {
  signedOut = told;
}

export function urlOf(
  path: string,
  given: Record<string, unknown> = {},
  query: Record<string, unknown> = {},
): string {
  const filled = path.replace(/\{(\w+)\}/g, (_, name: string) =>
    encodeURIComponent(String(given[name] ?? '')),
  );
  const search = new URLSearchParams();
  for (const [name, value] of Object.entries(query)) {
    if (value !== undefined && value !== null && value !== '') search.set(name, String(value));
  }
  return search.size ? `${filled}?${search}` : filled;
}

async function problemOf(response: Response): Promise<ApiError> {
  const text = await response.text().catch(() => '');
  try {
    const problem = JSON.parse(text) as { title?: string; detail?: string };
    return new ApiError(
      response.status,
      problem.title ?? response.statusText,
      problem.detail ?? '',
    );
  } catch {
    return new ApiError(response.status, response.statusText, text.slice(0, 300));
  }
}

export async function send(url: string, init: RequestInit): Promise<Response> {
  let response: Response;
  try {
    response = await fetch(url, { credentials: 'same-origin', ...init });
  } catch (cause) {
    if (cause instanceof DOMException && cause.name === 'AbortError') throw cause;
    throw new ApiError(0, '', cause instanceof Error ? cause.message : '');
  }
  if (response.ok) return response;
  const problem = await problemOf(response);
  if (response.status === 401 && !url.startsWith('/v1/session')) signedOut();
  throw problem;
}

async function call<O>(
  method: Method,
  path: string,
  options: Options<O> = {},
): Promise<Success<O>> {
  const headers: Record<string, string> = { accept: 'application/json' };
  if (method !== 'get' && csrfToken()) headers['x-csrf-token'] = csrfToken();
  if (options.key) headers['idempotency-key'] = options.key;
  let body: BodyInit | undefined;
  if (options.body !== undefined) {
    const raw: unknown = options.body;
    if (typeof raw === 'string' || raw instanceof Blob) body = raw;
    else {
      body = JSON.stringify(raw);
      headers['content-type'] = 'application/json';
    }
  }
  const url = urlOf(
    path,
    options.path as Record<string, unknown>,
    options.query as Record<string, unknown>,
  );
  const response = await send(url, {
    method: method.toUpperCase(),
    headers,
    ...(body !== undefined && { body }),
    ...(options.signal && { signal: options.signal }),
  });
  if (response.status === 204) return null as Success<O>;
  const text = await response.text();
  try {
    return (text ? JSON.parse(text) : null) as Success<O>;
  } catch {
    throw new ApiError(response.status, '', 'the answer is not JSON');
  }
}

export const api = {
  get: <P extends PathsWith<'get'>>(path: P, options?: Options<Operation<P, 'get'>>) =>
    call('get', path, options),
  post: <P extends PathsWith<'post'>>(path: P, options?: Options<Operation<P, 'post'>>) =>
    call('post', path, options),
  put: <P extends PathsWith<'put'>>(path: P, options?: Options<Operation<P, 'put'>>) =>
    call('put', path, options),
  patch: <P extends PathsWith<'patch'>>(path: P, options?: Options<Operation<P, 'patch'>>) =>
    call('patch', path, options),
  delete: <P extends PathsWith<'delete'>>(path: P, options?: Options<Operation<P, 'delete'>>) =>
    call('delete', path, options),
};
