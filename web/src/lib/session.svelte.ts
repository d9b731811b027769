// Who is signed in. Rights decide what a page offers; the server decides what it does.
import { onSignedOut } from '../api/client';
import { staff, type Session } from '../api/staff';

export const session = $state<{ known: boolean; is: Session | null; expired: boolean }>({
  known: false,
  is: null,
  expired: false,
});

export async function lookUpSession(): Promise<void> {
  try {
    session.is = await staff.session();
  } catch {
    session.is = null;
  }
  session.known = true;
}

export async function signIn(person: string, password: string): Promise<void> {
  session.is = await staff.signIn(person, password);
  session.expired = false;
}

export async function signOut(): Promise<void> {
  await staff.signOut().catch(() => null);
  session.is = null;
}

export function mayDo(right: string): boolean {
  return session.is?.rights.includes(right) ?? false;
}

onSignedOut(() => {
  session.expired = session.is !== null;
  session.is = null;
});
