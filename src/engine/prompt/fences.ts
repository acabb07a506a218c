import type { PromptProblem } from './promptFile';
import type { Span } from './span';

/** A fenced code block, its fence lines included. */
export interface FencedBlock {
  span: Span;
  closed: boolean;
  /** Marked `redline: keep` in the info string or on its first line. */
  kept: boolean;
}

interface OpenFence {
  start: number;
  fence: string;
  kept: boolean;
  /** True until the line after the fence has been read. */
  firstLine: boolean;
}

const FENCE_LINE = /^[ \t]*(?<fence>`{3,}|~{3,})(?<info>[^\n]*)(?:\n|$)/;
const KEEP_MARK = /redline:[ \t]*keep\b/;
const KEEP_COMMENT = /<!--[ \t]*redline:[ \t]*keep[ \t]*-->/g;
const KEEP_COMMENT_END = /<!--[ \t]*\/redline[ \t]*-->/g;

/** The fenced code blocks of a body (CommonMark §4.5, at any indentation); an unclosed one runs to the end. */
export function fencedBlocks(text: string, body: Span): FencedBlock[] {
  const blocks: FencedBlock[] = [];
  let open: OpenFence | null = null;
  for (const { start, end } of linesIn(text, body)) {
    const line = text.slice(start, end);
    const match = FENCE_LINE.exec(line);
    const { fence = '', info = '' } = match?.groups ?? {};
    if (!open) {
      if (match && !(fence.startsWith('`') && info.includes('`'))) {
        open = { start, fence, kept: KEEP_MARK.test(info), firstLine: true };
      }
    } else if (match && info.trim() === '' && fence.startsWith(open.fence)) {
      blocks.push({ span: { start: open.start, end }, closed: true, kept: open.kept });
      open = null;
    } else {
      open.kept ||= open.firstLine && KEEP_MARK.test(line);
      open.firstLine = false;
    }
  }
  if (open) blocks.push({ span: { start: open.start, end: body.end }, closed: false, kept: open.kept });
  return blocks;
}

/** `<!-- redline: keep -->` to `<!-- /redline -->`, marks included; one without an end runs to the body's end. */
export function keepComments(text: string, body: Span): { spans: Span[]; problems: PromptProblem[] } {
  const spans: Span[] = [];
  const problems: PromptProblem[] = [];
  for (const match of text.slice(0, body.end).matchAll(KEEP_COMMENT)) {
    const start = match.index;
    if (start < Math.max(body.start, spans.at(-1)?.end ?? 0)) continue;
    KEEP_COMMENT_END.lastIndex = start;
    const close = KEEP_COMMENT_END.exec(text);
    if (!close) {
      const message = 'This `redline: keep` has no `<!-- /redline -->`: everything below it is kept.';
      problems.push({ severity: 'warning', message, span: { start, end: start + match[0].length } });
    }
    spans.push({ start, end: close ? close.index + close[0].length : body.end });
  }
  return { spans, problems };
}

/** Lines with their line ends. */
export function linesIn(text: string, { start, end }: Span): Span[] {
  const lines: Span[] = [];
  for (let at = start; at < end;) {
    const newline = text.indexOf('\n', at);
    const next = newline === -1 || newline >= end ? end : newline + 1;
    lines.push({ start: at, end: next });
    at = next;
  }
  return lines;
}
