// The Markdown that the program writes of a statement or report: headings, paragraphs, lists and
// tables, with everything else escaped. Anything else stays text: nothing here ever becomes markup.

export type Block =
  | { kind: 'heading'; level: number; text: string }
  | { kind: 'paragraph'; text: string }
  | { kind: 'list'; items: string[] }
  | { kind: 'table'; head: string[]; rows: string[][] };

const plain = (text: string) => text.replace(/\\([\s\S])/g, '$1').trim();

/** The cells of a row; a bar that is escaped is text. */
function cells(line: string): string[] {
  const found = line.match(/\|(?:\\[\s\S]|[^|\\])*/g) ?? [];
  return found.slice(0, -1).map((cell) => plain(cell.slice(1)));
}

export function blocksOf(markdown: string): Block[] {
  const blocks: Block[] = [];
  for (const part of markdown.split(/\n{2,}/)) {
    const lines = part.split('\n').filter(Boolean);
    const [first] = lines;
    if (first === undefined) continue;
    const heading = /^(#{1,6}) (.*)$/.exec(first);
    if (heading)
      blocks.push({ kind: 'heading', level: heading[1]!.length, text: plain(heading[2]!) });
    else if (lines.every((line) => line.startsWith('- '))) {
      blocks.push({ kind: 'list', items: lines.map((line) => plain(line.slice(2))) });
    } else if (lines.length > 1 && lines.every((line) => line.startsWith('|'))) {
      const rows = lines.filter((_, i) => i !== 1).map(cells);
      blocks.push({ kind: 'table', head: rows[0]!, rows: rows.slice(1) });
    } else blocks.push({ kind: 'paragraph', text: plain(lines.join(' ')) });
  }
  return blocks;
}
