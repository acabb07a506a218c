import type { PromptFile } from '../prompt/promptFile';

/** Bullet or number in front of a list item. */
const LIST_ITEM = /^(\s*)([-*+]|\d+[.)])\s+/;

/** A place behind which an instruction can stand: the end of a sentence of editable prose. */
interface Anchor {
  /** Offset of the sentence's end, white space excluded. */
  end: number;
  sentence: string;
  /** The line up to the sentence's end, for lists. */
  line: string;
  endsLine: boolean;
}

/**
 * Where a new instruction goes: behind the last sentence of prose before the first template variable (the data
 * usually follows it), or behind the last one of all. Earlier additions are passed over and so are the places behind
 * which they stand, so that each stays an edit of its own. Given as an edit whose `find` stands only once.
 *
 * @param added instructions that were inserted before
 * @returns `null` where the prompt has no editable sentence
 */
export function insertInstruction(
  prompt: PromptFile,
  instruction: string,
  added: readonly string[],
): { find: string; replace: string } | null {
  const anchors = anchorsOf(prompt).filter(({ sentence }) => !added.includes(sentence));
  const firstVariable = prompt.variables[0]?.span.start ?? prompt.text.length;
  const before = anchors.filter(({ end }) => end <= firstVariable);
  const preferred = [...(before.length ? before : anchors)].reverse();
  const free = preferred.filter(
    ({ end }) => !added.some((text) => prompt.text.slice(end).trimStart().startsWith(text)),
  );
  for (const anchor of [...free, ...preferred]) {
    const find = uniqueTail(prompt.text, anchor);
    if (find !== null) return { find, replace: `${find}${separator(anchor)}${instruction}` };
  }
  return null;
}

function anchorsOf(prompt: PromptFile): Anchor[] {
  return prompt.editable.flatMap(({ start, end }) => {
    const anchors: Anchor[] = [];
    let lineStart = start;
    for (const line of prompt.text.slice(start, end).split('\n')) {
      anchors.push(...anchorsInLine(prompt.text, lineStart, line, end));
      lineStart += line.length + 1;
    }
    return anchors;
  });
}

function anchorsInLine(text: string, lineStart: number, line: string, spanEnd: number): Anchor[] {
  const segmenter = new Intl.Segmenter(undefined, { granularity: 'sentence' });
  return [...segmenter.segment(line)].flatMap(({ segment, index }) => {
    const sentence = segment.trim();
    const end = lineStart + index + segment.trimEnd().length;
    const complete = end < spanEnd || spanEnd === text.length || text[end] === '\n';
    // A label such as `Ticket:` introduces what follows; nothing may come between.
    if (!/\p{L}/u.test(sentence) || /[:：]$/.test(sentence) || !complete) return [];
    return [
      {
        end,
        sentence,
        line: line.slice(0, index + segment.trimEnd().length),
        endsLine: text[end] === '\n' || end === text.length,
      },
    ];
  });
}

/** The shortest tail of the sentence, whole words, that stands in the text once; at least a few words long. */
function uniqueTail(text: string, { sentence }: Anchor): string | null {
  const starts = [...sentence.matchAll(/(?<=^|\s)\S/gu)].map((match) => match.index).reverse();
  for (const [index, start] of starts.entries()) {
    const tail = sentence.slice(start);
    const enough = index >= 2 || start === 0;
    if (enough && text.indexOf(tail) === text.lastIndexOf(tail)) return tail;
  }
  return null;
}

function separator({ line, sentence, endsLine }: Anchor): string {
  const item = LIST_ITEM.exec(line);
  if (item && endsLine) return `\n${item[0].replace(/\d+/, (digits) => String(Number(digits) + 1))}`;
  return /[.!?。！？]["'”’)]*$/.test(sentence) ? ' ' : '. ';
}
