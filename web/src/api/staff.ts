// Who is signed in, people and their tokens: the calls by which somebody proves who they are. They stand
// apart from the rest of the API because a page uses them before anybody is signed in.
import { send } from './client';

export interface Session {
  person: string;
  roles: string[];
  rights: string[];
  known_by?: string;
  csrf?: string;
  ends_at?: string;
}

export interface StaffPerson {
  id: string;
  roles: string[];
}

export interface StaffToken {
  id: string;
  person: string;
  label: string;
  scope: string[];
  created_at: string;
  expires_at: string;
  revoked_at?: string;
  last_used_at?: string;
}

let csrf = '';

/** A page of another site can make a browser send a request with its cookies; it does not know this. */
export function csrfToken(): string {
  return csrf;
}

export function keepCsrf(session: Session): Session {
  csrf = session.csrf ?? '';
  return session;
}

async function ask<T>(method: string, path: string, body?: unknown): Promise<T> {
  const headers: Record<string, string> = { accept: 'application/json' };
  if (method !== 'GET' && csrf) headers['x-csrf-token'] = csrf;
  if (body !== undefined) headers['content-type'] = 'application/json';
  const response = await send(path, {
    method,
    headers,
    ...(body !== undefined && { body: JSON.stringify(body) }),
  });
  const text = await response.text();
  return (text ? JSON.parse(text) : null) as T;
}

const of = encodeURIComponent;

export const staff = {
  session: () => ask<Session>('GET', '/v1/session').then(keepCsrf),
  signIn: (person: string, password: string) =>
    ask<Session>('POST', '/v1/session', { person, password }).then(keepCsrf),
  signOut: () => ask<null>('DELETE', '/v1/session'),
  ways: () => ask<{ password: boolean; provider?: string }>('GET', '/v1/sign-in'),
  changePassword: (current: string, password: string) =>
    ask<null>('PUT', '/v1/session/password', { current, password }),
  people: () =>
    ask<{ people?: StaffPerson[]; items?: StaffPerson[] }>('GET', '/v1/people').then((found) => ({
      people: found.people ?? found.items ?? [],
    })),
  giveRoles: (person: string, roles: string[]) =>
    ask<unknown>('PUT', `/v1/people/${of(person)}`, { roles }),
  tokens: () => ask<{ tokens: StaffToken[] }>('GET', '/v1/tokens'),
  makeToken: (wanted: { person: string; label: string; days: string; scope: string[] }) =>
    ask<{ secret?: string; token?: string }>('POST', '/v1/tokens', wanted),
  revokeToken: (id: string) => ask<null>('DELETE', `/v1/tokens/${of(id)}`),
};
