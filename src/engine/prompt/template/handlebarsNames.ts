import type { PromptProblem } from '../promptFile';
import type { NameUse } from './templateScan';

type Node = hbs.AST.Node;
type Call = hbs.AST.MustacheStatement | hbs.AST.BlockStatement | hbs.AST.SubExpression;

/** What names mean at a place: the inputs, an item's fields, or (in `{{#x}}`) either. */
type Context = 'inputs' | 'item' | 'either';

interface Scope {
  contexts: readonly Context[];
  locals: ReadonlySet<string>;
}

export interface HandlebarsNames {
  /** Where each variable is read. */
  uses: (NameUse & { at: hbs.AST.Position })[];
  problems: (Pick<PromptProblem, 'severity' | 'message'> & { node: Node })[];
}

const DATA_NAMES: ReadonlySet<string> = new Set(['first', 'index', 'key', 'last', 'root']);
const CONDITIONS: ReadonlySet<string> = new Set(['if', 'unless']);

/** The variables that a Handlebars program reads and the helpers it lacks. */
export function handlebarsNames(program: hbs.AST.Program, helpers: ReadonlySet<string>): HandlebarsNames {
  const walk = new NameWalk(helpers);
  walk.program(program, { contexts: ['inputs'], locals: new Set() });
  return walk.found;
}

class NameWalk {
  readonly found: HandlebarsNames = { uses: [], problems: [] };

  constructor(private readonly helpers: ReadonlySet<string>) {}

  program(program: hbs.AST.Program | undefined, scope: Scope): void {
    for (const statement of program?.body ?? []) this.statement(statement, scope);
  }

  private statement(node: Node, scope: Scope): void {
    switch (node.type) {
      case 'ContentStatement':
      case 'CommentStatement':
        return;
      case 'MustacheStatement':
        return this.mustache(node as hbs.AST.MustacheStatement, scope);
      case 'BlockStatement':
        return this.block(node as hbs.AST.BlockStatement, scope);
      case 'PartialStatement':
      case 'PartialBlockStatement':
        return this.problem(node, 'Partials (`{{> name}}`) are not supported.');
      default:
        return this.problem(node, 'Decorators (`{{* name}}`) are not supported.');
    }
  }

  private mustache(node: hbs.AST.MustacheStatement, scope: Scope): void {
    if (this.isCall(node)) this.call(node, scope);
    else this.expression(node.path, scope, false);
  }

  private block(node: hbs.AST.BlockStatement, scope: Scope): void {
    const name = simpleName(node.path);
    if (!this.isCall(node)) {
      this.expression(node.path, scope, true);
      this.program(node.program, inside(node.program, scope, 'either'));
    } else {
      this.call(node, scope);
      const changes = name === 'each' || name === 'with';
      this.program(node.program, changes ? inside(node.program, scope, 'item') : scope);
    }
    this.program(node.inverse, scope);
  }

  private isCall(node: Call): boolean {
    const name = simpleName(node.path);
    return node.params.length > 0 || hashPairs(node).length > 0 || (name !== null && this.helpers.has(name));
  }

  private call(node: Call, scope: Scope): void {
    const name = simpleName(node.path);
    if (name === null || !this.helpers.has(name) || (name === 'role' && node.type === 'SubExpression')) {
      this.problem(node, `There is no helper \`${name ?? 'here'}\`.`);
    }
    if (name === 'history') {
      this.found.problems.push({
        severity: 'warning',
        message: 'An evaluation has no earlier messages: `history` stays empty.',
        node,
      });
    }
    for (const param of node.params) this.expression(param, scope, name !== null && CONDITIONS.has(name));
    for (const pair of hashPairs(node)) this.expression(pair.value, scope, false);
  }

  private expression(node: Node, scope: Scope, tested: boolean): void {
    if (node.type === 'SubExpression') return this.call(node as hbs.AST.SubExpression, scope);
    if (node.type === 'PathExpression') return this.path(node as hbs.AST.PathExpression, scope, tested);
  }

  private path(node: hbs.AST.PathExpression, scope: Scope, tested: boolean): void {
    const [first, second] = node.parts as (string | undefined)[];
    if (node.data) {
      if (!DATA_NAMES.has(first ?? ''))
        this.problem(node, `\`@${first ?? ''}\` has no value in an evaluation.`);
      if (first === 'root' && second !== undefined) this.use(second, node, tested ? 'tested' : 'required');
      return;
    }
    const context = scope.contexts[scope.contexts.length - 1 - node.depth] ?? 'inputs';
    if (first === undefined || context === 'item') return;
    if (node.depth === 0 && scope.locals.has(first) && !node.original.startsWith('this')) return;
    this.use(first, node, tested ? 'tested' : context === 'either' ? 'either' : 'required');
  }

  private use(name: string, { loc }: Node, need: NameUse['need']): void {
    this.found.uses.push({ name, need, at: loc.start });
  }

  private problem(node: Node, message: string): void {
    this.found.problems.push({ severity: 'error', message, node });
  }
}

function inside(program: hbs.AST.Program | undefined, scope: Scope, context: Context): Scope {
  return {
    contexts: [...scope.contexts, context],
    locals: new Set([...scope.locals, ...(program?.blockParams ?? [])]),
  };
}

function simpleName(path: Node): string | null {
  if (path.type !== 'PathExpression') return null;
  const { parts, data, depth, original } = path as hbs.AST.PathExpression;
  return parts.length === 1 && !data && depth === 0 && !original.startsWith('this')
    ? (parts[0] ?? null)
    : null;
}

function hashPairs(node: Call): hbs.AST.HashPair[] {
  return (node.hash as hbs.AST.Hash | undefined)?.pairs ?? [];
}
