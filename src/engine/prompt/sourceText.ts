import { RedlineError } from '../errors';
import { lineColumnAt } from './lineColumn';

export type LineEnds = '\n' | '\r\n' | 'mixed';

/**
 * A file's text as it stands on disk, and as the engine sees it. A lone CR is a line end too, as it is in
 * VS Code, so that lines and offsets agree with the editor's.
 */
export interface SourceText {
  /** As read, BOM and line ends included. */
  raw: string;
  /** Without BOM, every line end a `\n`: what all offsets count in. */
  text: string;
  eol: LineEnds;
  bom: boolean;
}

const BOM = '\uFEFF';
const LINE_END = /\r\n|\r|\n/g;

/**
 * Reads a file's content (bytes, or text with whatever line ends it has).
 * Bytes that aren't UTF-8 are an `input` error that names the file and the line.
 */
export function readSourceText(content: string | Uint8Array, file?: string): SourceText {
  const raw = typeof content === 'string' ? content : decode(content, file);
  const bom = raw.startsWith(BOM);
  const ends = new Set(raw.match(LINE_END));
  return {
    raw,
    text: normaliseLineEnds(bom ? raw.slice(1) : raw),
    eol: ends.size === 0 || (ends.size === 1 && ends.has('\n')) ? '\n' : isCrlf(ends) ? '\r\n' : 'mixed',
    bom,
  };
}

/** The text with every CRLF and lone CR as `\n`. */
export function normaliseLineEnds(text: string): string {
  return text.replace(LINE_END, '\n');
}

function isCrlf(ends: ReadonlySet<string>): boolean {
  return ends.size === 1 && ends.has('\r\n');
}

function decode(bytes: Uint8Array, file?: string): string {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch (cause) {
    const { line, column } = placeOfBadByte(bytes);
    throw new RedlineError(
      'input',
      'The file is not valid UTF-8.',
      { ...(file === undefined ? {} : { file }), line, column },
      'Save it with the encoding UTF-8.',
      { cause },
    );
  }
}

/** The end of the longest prefix that is UTF-8, found by bisection. */
function placeOfBadByte(bytes: Uint8Array): { line: number; column: number } {
  const prefix = (length: number): string | null => {
    try {
      return new TextDecoder('utf-8', { fatal: true }).decode(bytes.subarray(0, length), { stream: true });
    } catch {
      return null;
    }
  };
  let good = 0;
  let bad = bytes.length + 1;
  while (bad - good > 1) {
    const middle = (good + bad) >> 1;
    if (prefix(middle) === null) bad = middle;
    else good = middle;
  }
  const text = normaliseLineEnds(prefix(good) ?? '');
  return lineColumnAt(text, text.length);
}
