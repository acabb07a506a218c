import { fencedBlock } from './markdownText';
import { withVisibleCharacters } from './plainLabel';

/** Columns of a line in a thread, prefix excluded. Code blocks don't wrap, so the lines are broken here. */
const columns = 72;

/** The whole edit as a fenced `diff` block: `- ` before old lines, `+ ` before new ones, long lines wrapped. */
export function diffBlock(oldText: string, newText: string): string {
  return fencedBlock('diff', [...prefixed('-', oldText), ...prefixed('+', newText)].join('\n'));
}

function prefixed(sign: string, text: string): string[] {
  if (text === '') return [];
  return withVisibleCharacters(text)
    .replace(/^\n|\n$/gu, '')
    .split('\n')
    .flatMap((line) => wrap(line))
    .map((line) => `${sign} ${line}`.trimEnd());
}

/** Breaks at spaces; a word longer than a line is broken where the line ends. */
function wrap(line: string): string[] {
  const lines: string[] = [];
  let rest = [...line];
  while (rest.length > columns) {
    const space = rest.lastIndexOf(' ', columns);
    const end = space > 0 ? space : columns;
    lines.push(rest.slice(0, end).join(''));
    rest = rest.slice(space > 0 ? end + 1 : end);
  }
  return [...lines, rest.join('')];
}
