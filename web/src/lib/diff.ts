// Which lines a change takes away and adds: the longest common lines stay (Myers would be faster; a
// policy has a few hundred lines). O(lines × lines) time, after equal beginnings and ends.

export interface DiffLine {
  kind: 'same' | 'gone' | 'new';
  text: string;
  oldLine?: number;
  newLine?: number;
}

export function diffLines(before: string, after: string): DiffLine[] {
  const old = before.split('\n');
  const now = after.split('\n');
  let head = 0;
  while (head < old.length && head < now.length && old[head] === now[head]) head += 1;
  let tail = 0;
  while (
    tail < old.length - head &&
    tail < now.length - head &&
    old[old.length - 1 - tail] === now[now.length - 1 - tail]
  )
    tail += 1;
  const a = old.slice(head, old.length - tail);
  const b = now.slice(head, now.length - tail);
  const longest: Uint32Array[] = Array.from(
    { length: a.length + 1 },
    () => new Uint32Array(b.length + 1),
  );
  for (let i = a.length - 1; i >= 0; i -= 1) {
    for (let j = b.length - 1; j >= 0; j -= 1) {
      longest[i]![j] =
        a[i] === b[j]
          ? longest[i + 1]![j + 1]! + 1
          : Math.max(longest[i + 1]![j]!, longest[i]![j + 1]!);
    }
  }
  const lines: DiffLine[] = old
    .slice(0, head)
    .map((text, k) => ({ kind: 'same', text, oldLine: k + 1, newLine: k + 1 }));
  let i = 0;
  let j = 0;
  while (i < a.length || j < b.length) {
    if (i < a.length && j < b.length && a[i] === b[j]) {
      lines.push({ kind: 'same', text: a[i]!, oldLine: head + i + 1, newLine: head + j + 1 });
      i += 1;
      j += 1;
    } else if (j >= b.length || (i < a.length && longest[i + 1]![j]! >= longest[i]![j + 1]!)) {
      lines.push({ kind: 'gone', text: a[i]!, oldLine: head + i + 1 });
      i += 1;
    } else {
      lines.push({ kind: 'new', text: b[j]!, newLine: head + j + 1 });
      j += 1;
    }
  }
  for (let k = 0; k < tail; k += 1) {
    lines.push({
      kind: 'same',
      text: old[old.length - tail + k]!,
      oldLine: old.length - tail + k + 1,
      newLine: now.length - tail + k + 1,
    });
  }
  return lines;
}

/** The changed lines with `around` unchanged ones beside them; null marks what was left out between. */
export function hunksOf(lines: DiffLine[], around = 3): (DiffLine | null)[] {
  const near = new Set<number>();
  lines.forEach((line, at) => {
    if (line.kind !== 'same') for (let k = at - around; k <= at + around; k += 1) near.add(k);
  });
  const shown: (DiffLine | null)[] = [];
  lines.forEach((line, at) => {
    if (near.has(at)) shown.push(line);
    else if (shown.length && shown.at(-1) !== null) shown.push(null);
  });
  if (shown.at(-1) === null) shown.pop();
  return shown;
}
