// The file that is chosen and how far it is. It lives as long as the page is open, not as long as one view of
// it: who looks at something else meanwhile finds it farther on.
import { uploadCalls } from '../api/intake';
import { guessFormat, HEAD_BYTES, type Guess } from './log_format';
import { sendFile, type Telling, type Upload } from './sending';

interface Intake {
  file: File | null; // on its way, or broken off
  guess: Guess | null; // of the file; null: it was sent earlier
  telling: Telling | null; // null: it does not go on
  upload: Upload | null; // complete, and chosen for a run
  error: Error | null;
}

const NOTHING: Intake = { file: null, guess: null, telling: null, upload: null, error: null };

export const intake = $state<Intake>({ ...NOTHING });

let stop = new AbortController();

/** Sends a file, or goes on with it where its digest is known. */
export async function bring(file: File): Promise<void> {
  stop.abort();
  const mine = (stop = new AbortController());
  Object.assign(intake, NOTHING, { file, telling: { now: 'checking', done: 0 } });
  try {
    const head = new Uint8Array(await file.slice(0, HEAD_BYTES).arrayBuffer());
    intake.guess = guessFormat(head);
    const told = (telling: Telling) => {
      if (!mine.signal.aborted) intake.telling = telling;
    };
    const upload = await sendFile(file, uploadCalls(mine.signal), { told, signal: mine.signal });
    if (!mine.signal.aborted) Object.assign(intake, { upload, telling: null, file: null });
  } catch (error) {
    if (mine.signal.aborted) return;
    intake.telling = null;
    intake.error = error instanceof Error ? error : new Error(String(error));
  }
}

/** What came stays on the server; the same file goes on there. */
export function halt(): void {
  stop.abort();
  intake.telling = null;
}

export function choose(upload: Upload): void {
  stop.abort();
  Object.assign(intake, NOTHING, { upload });
}

export function forget(): void {
  stop.abort();
  Object.assign(intake, NOTHING);
}
