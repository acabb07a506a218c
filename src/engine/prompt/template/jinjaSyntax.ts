import nunjucks from 'nunjucks';

/** Where nunjucks saw a node: both 0-based. */
interface Place {
  lineno: number;
  colno: number;
}

type Many = 'Root' | 'NodeList' | 'Output' | 'Group' | 'Array' | 'Dict' | 'KeywordArgs';
type Binary =
  'In' | 'Is' | 'Or' | 'And' | 'Add' | 'Concat' | 'Sub' | 'Mul' | 'Div' | 'FloorDiv' | 'Mod' | 'Pow';

export type JinjaList = Place & { typename: Many; children: JinjaNode[] };
export type JinjaSymbol = Place & { typename: 'Symbol'; value: string };
export type JinjaCall = Place & { typename: 'FunCall' | 'Filter'; name: JinjaNode; args: JinjaList };
export type JinjaCompare = Place & {
  typename: 'Compare';
  expr: JinjaNode;
  ops: (Place & { typename: 'CompareOperand'; expr: JinjaNode; type: string })[];
};
export type JinjaFor = Place & {
  typename: 'For';
  arr: JinjaNode;
  name: JinjaNode;
  body: JinjaNode;
  else_?: JinjaNode | null;
};
export type JinjaMacro = Place & {
  typename: 'Macro' | 'Caller';
  name: JinjaSymbol;
  args: JinjaList;
  body: JinjaNode;
};
export type JinjaSet = Place & {
  typename: 'Set';
  targets: JinjaNode[];
  value: JinjaNode | null;
  body?: JinjaNode | null;
};

/** The nodes of nunjucks' syntax tree that a prompt may use; any other kind is refused by `jinjaNames`. */
export type JinjaNode =
  | JinjaList
  | JinjaSymbol
  | JinjaCall
  | JinjaCompare
  | JinjaFor
  | JinjaMacro
  | JinjaSet
  | (Place & { typename: 'Literal' | 'TemplateData'; value: unknown })
  | (Place & { typename: 'Pair'; key: JinjaNode; value: JinjaNode })
  | (Place & { typename: 'LookupVal'; target: JinjaNode; val: JinjaNode })
  | (Place & { typename: 'If' | 'InlineIf'; cond: JinjaNode; body: JinjaNode; else_?: JinjaNode | null })
  | (Place & { typename: 'Capture'; body: JinjaNode })
  | (Place & { typename: Binary; left: JinjaNode; right: JinjaNode })
  | (Place & { typename: 'Not' | 'Neg' | 'Pos'; target: JinjaNode });

export interface JinjaLexer {
  /** Offset of the next character. */
  index: number;
  nextToken(): { type: string; value: unknown } | null;
}

/** What nunjucks exports and its types leave out. */
const internals = nunjucks as unknown as {
  parser: { parse(source: string): JinjaNode };
  lexer: { lex(source: string): JinjaLexer };
};

/** Parses a Jinja template; throws nunjucks' error (`lineno` and `colno` 1-based, where it knows them). */
export function parseJinja(template: string): JinjaNode {
  return internals.parser.parse(template);
}

export function lexJinja(template: string): JinjaLexer {
  return internals.lexer.lex(template);
}

/** Positional and named arguments of a call. */
export function argumentsOf({ children }: JinjaList): {
  positional: JinjaNode[];
  named: [string, JinjaNode][];
} {
  const positional = children.filter(({ typename }) => typename !== 'KeywordArgs');
  const keywords = children.find((node): node is JinjaList => node.typename === 'KeywordArgs');
  return { positional, named: pairsOf(keywords) };
}

/** The pairs of keyword arguments or a dict whose keys are names. */
export function pairsOf(list: JinjaList | undefined): [string, JinjaNode][] {
  return (list?.children ?? []).flatMap((node): [string, JinjaNode][] =>
    node.typename === 'Pair' ? [[keyOf(node.key), node.value]] : [],
  );
}

function keyOf(key: JinjaNode): string {
  return 'value' in key ? String(key.value) : '';
}
