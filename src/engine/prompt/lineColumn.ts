export interface LineColumn {
  /** 1-based. */
  line: number;
  /** 1-based, in UTF-16 units. */
  column: number;
}

/** Where an offset stands in a text whose line ends are `\n`; an offset past the end is taken as the end. */
export function lineColumnAt(text: string, offset: number): LineColumn {
  const end = Math.max(0, Math.min(offset, text.length));
  const lineStart = end === 0 ? 0 : text.lastIndexOf('\n', end - 1) + 1;
  let line = 1;
  for (let at = text.indexOf('\n'); at !== -1 && at < end; at = text.indexOf('\n', at + 1)) line++;
  return { line, column: end - lineStart + 1 };
}

/** The offset of a 1-based line and column, kept within the text. */
export function offsetAt(text: string, { line, column }: LineColumn): number {
  let start = 0;
  for (let passed = 1; passed < line; passed++) {
    const next = text.indexOf('\n', start);
    if (next === -1) break;
    start = next + 1;
  }
  return Math.max(0, Math.min(start + column - 1, text.length));
}
