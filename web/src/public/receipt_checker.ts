// Checks a receipt on the transparency centre's page, in the browser alone. Without this script, and
// where the browser has no Ed25519 or the page came without TLS, the form is sent to the server
// instead, which does the same.
import { checkReceipt, ReceiptError, recordStep, textOf, type Step } from '../lib/receipt';

const FILE_BYTES_MAX = 65_536;

function element(tag: string, text: string, className = ''): HTMLElement {
  const made = document.createElement(tag);
  made.textContent = text;
  if (className) made.className = className;
  return made;
}

function stepItem(words: DOMStringMap, step: Step): HTMLElement {
  const item = element('li', '');
  item.dataset['holds'] = String(step.holds);
  item.append(
    element(
      'span',
      (step.holds ? words['stepHolds'] : words['stepFails']) ?? '',
      `tag ${step.holds ? 'good' : 'bad'}`,
    ),
    ` ${words[`step${step.step[0]!.toUpperCase()}${step.step.slice(1)}`] ?? step.step} `,
    element('code', step.detail),
  );
  return item;
}

function told(words: DOMStringMap, steps: Step[], entry: string): HTMLElement {
  const holds = steps.every((step) => step.holds);
  const note = element('div', '', `note ${holds ? 'good' : 'bad'}`);
  note.dataset['outcome'] = holds ? 'holds' : 'fails';
  const list = element('ul', '', 'checked');
  list.append(...steps.map((step) => stepItem(words, step)));
  note.append(
    element('h3', (holds ? words['holds'] : words['fails']) ?? ''),
    element('p', (holds ? words['holdsText'] : words['failsText']) ?? ''),
    list,
  );
  if (holds) {
    const what = element('pre', entry);
    what.dir = 'ltr';
    what.tabIndex = 0;
    note.append(element('p', words['entryText'] ?? ''), what);
  }
  note.append(element('p', words['here'] ?? '', 'quiet'));
  return note;
}

function unreadable(words: DOMStringMap, error: ReceiptError): HTMLElement {
  const note = element('div', '', 'note bad');
  note.dataset['outcome'] = 'unreadable';
  const why = element('span', error.message);
  why.lang = 'en';
  const line = element('p', `${words['unreadable'] ?? ''} `);
  line.append(why);
  note.append(element('h3', words['fails'] ?? ''), line);
  return note;
}

/** Null where this browser cannot check signatures. */
async function verdictOf(form: HTMLFormElement): Promise<HTMLElement | null> {
  const words = form.dataset;
  const receipt = form.querySelector<HTMLTextAreaElement>('#receipt')!.value;
  const record = form.querySelector<HTMLTextAreaElement>('#record')!.value.trim();
  try {
    const text = `${receipt.replaceAll('\r', '').trim()}\n`;
    const steps = await checkReceipt(text, words['key'] ?? '');
    if (record) steps.push(await recordStep(text, record));
    return told(words, steps, textOf(text));
  } catch (error) {
    return error instanceof ReceiptError ? unreadable(words, error) : null;
  }
}

const form = document.querySelector<HTMLFormElement>('#checker');
const verdict = document.querySelector<HTMLElement>('#verdict');
if (form && verdict && globalThis.crypto?.subtle) {
  const fromFile = document.querySelector<HTMLElement>('#from-file')!;
  const file = document.querySelector<HTMLInputElement>('#file')!;
  fromFile.hidden = false;
  file.addEventListener('change', async () => {
    const chosen = file.files?.[0];
    if (!chosen || chosen.size > FILE_BYTES_MAX) return;
    form.querySelector<HTMLTextAreaElement>('#receipt')!.value = await chosen.text();
    verdict.replaceChildren();
  });
  form.addEventListener('submit', async (event) => {
    event.preventDefault();
    const found = await verdictOf(form);
    if (!found) return form.submit();
    verdict.replaceChildren(found);
    verdict.focus();
  });
}
