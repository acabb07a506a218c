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

/** Turns 1-based lines and columns of a text into offsets kept within it; made once for many look-ups. */
export function offsetFinder(text: string): (place: LineColumn) => number {
  const starts = [0];
  for (let at = text.indexOf('\n'); at !== -1; at = text.indexOf('\n', at + 1)) starts.push(at + 1);
  return ({ line, column }) => {
    const start = starts[Math.min(Math.max(line, 1), starts.length) - 1] ?? 0;
    return Math.max(0, Math.min(start + column - 1, text.length));
  };
}
