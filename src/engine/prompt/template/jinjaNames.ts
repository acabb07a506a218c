import type { PromptProblem } from '../promptFile';
import { isJinjaFilter, jinjaTest } from './jinjaFunctions';
import {
  argumentsOf,
  type JinjaCall,
  type JinjaFor,
  type JinjaMacro,
  type JinjaNode,
  type JinjaSet,
} from './jinjaSyntax';
import type { NameUse } from './templateScan';

export interface JinjaNames {
  /** Where each variable is read. */
  uses: (NameUse & { node: JinjaNode })[];
  problems: (Pick<PromptProblem, 'severity' | 'message'> & { node: JinjaNode })[];
}

/** Names that Jinja itself gives a value. */
export const JINJA_GLOBALS: ReadonlySet<string> = new Set(['range', 'True', 'False', 'None']);

type Locals = Set<string>;

/** The variables that a Jinja template reads, loop and macro locals left out, and what it can't use here. */
export function jinjaNames(root: JinjaNode): JinjaNames {
  const walk = new NameWalk();
  walk.node(root, new Set());
  return walk.found;
}

class NameWalk {
  readonly found: JinjaNames = { uses: [], problems: [] };

  node(node: JinjaNode | null | undefined, locals: Locals, tested = false): void {
    if (!node) return;
    switch (node.typename) {
      case 'Symbol':
        if (!locals.has(node.value) && !JINJA_GLOBALS.has(node.value)) {
          this.found.uses.push({ name: node.value, need: tested ? 'tested' : 'required', node });
        }
        return;
      case 'TemplateData':
        return;
      case 'Literal':
        if (node.value instanceof RegExp)
          this.problem(node, 'Regular expressions are not supported in a template.');
        return;
      case 'Root':
      case 'NodeList':
      case 'Output':
      case 'Group':
      case 'Array':
      case 'Dict':
      case 'KeywordArgs':
        return node.children.forEach((child) => this.node(child, locals, tested));
      case 'Pair':
        return this.node(node.value, locals);
      case 'LookupVal':
        this.node(node.target, locals, tested);
        return this.node(node.val, locals);
      case 'If':
      case 'InlineIf':
        this.node(node.cond, locals, true);
        this.node(node.body, locals);
        return this.node(node.else_, locals);
      case 'Not':
        return this.node(node.target, locals, tested);
      case 'Neg':
      case 'Pos':
        return this.node(node.target, locals);
      case 'And':
      case 'Or':
        // `x or "none"` provides for x's absence wherever it stands.
        this.node(node.left, locals, tested || node.typename === 'Or');
        return this.node(node.right, locals, tested);
      case 'Is':
        this.node(node.left, locals, true);
        return this.test(node.right, locals);
      case 'Capture':
        return this.node(node.body, locals);
      case 'Compare':
        this.node(node.expr, locals);
        return node.ops.forEach(({ expr }) => this.node(expr, locals));
      case 'For':
        return this.loop(node, locals);
      case 'Macro':
      case 'Caller':
        return this.macro(node, locals);
      case 'Set':
        return this.assignment(node, locals);
      case 'FunCall':
      case 'Filter':
        return this.call(node, locals, tested);
      default:
        return this.other(node, locals);
    }
  }

  private other(node: JinjaNode, locals: Locals): void {
    if (!('left' in node))
      return this.problem(node, `\`${node.typename}\` tags are not supported: a prompt is one file.`);
    this.node(node.left, locals);
    this.node(node.right, locals);
  }

  private loop({ arr, name, body, else_ }: JinjaFor, locals: Locals): void {
    this.node(arr, locals);
    this.node(
      body,
      new Set([...locals, ...this.targets(name.typename === 'Array' ? name.children : [name]), 'loop']),
    );
    this.node(else_, locals);
  }

  private assignment({ targets, value, body }: JinjaSet, locals: Locals): void {
    this.node(value ?? body, locals);
    this.targets(targets).forEach((name) => locals.add(name));
  }

  private macro({ typename, name, args, body }: JinjaMacro, locals: Locals): void {
    const { positional, named } = argumentsOf(args);
    named.forEach(([, value]) => this.node(value, locals));
    if (typename === 'Macro') this.targets([name]).forEach((macro) => locals.add(macro));
    const own = [...this.targets(positional), ...named.map(([key]) => key), 'caller'];
    this.node(body, new Set([...locals, ...own]));
  }

  private targets(nodes: readonly JinjaNode[]): string[] {
    return nodes.flatMap((node) => {
      if (node.typename === 'Symbol') return [node.value];
      this.problem(node, 'Only a plain name can be given a value here.');
      return [];
    });
  }

  private call({ typename, name, args }: JinjaCall, locals: Locals, tested: boolean): void {
    const called = name.typename === 'Symbol' ? name.value : null;
    if (typename === 'Filter') {
      if (!isJinjaFilter(called ?? '')) this.problem(name, `There is no filter \`${called ?? ''}\`.`);
      const [value, ...rest] = args.children;
      this.node(value, locals, tested || called === 'default' || called === 'd');
      return rest.forEach((argument) => this.node(argument, locals));
    }
    if (called === null) {
      if (name.typename === 'LookupVal') this.node(name.target, locals);
      else this.problem(name, 'This is not something to call.');
    } else if (called !== 'range' && !locals.has(called)) {
      this.problem(name, `There is no function \`${called}\`.`);
    }
    args.children.forEach((argument) => this.node(argument, locals));
  }

  private test(node: JinjaNode, locals: Locals): void {
    const { name, args } = testOf(node);
    if (!jinjaTest(name)) this.problem(node, `There is no test \`${name}\`.`);
    args.forEach((argument) => this.node(argument, locals));
  }

  private problem(node: JinjaNode, message: string): void {
    this.found.problems.push({ severity: 'error', message, node });
  }
}

/** Name and arguments of what stands behind `is`. */
export function testOf(node: JinjaNode): { name: string; args: JinjaNode[] } {
  if (node.typename === 'FunCall') return { name: testOf(node.name).name, args: node.args.children };
  if (node.typename === 'Symbol' || node.typename === 'Literal')
    return { name: String(node.value), args: [] };
  return { name: '', args: [] };
}
