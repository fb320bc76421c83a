import { isAlias, isCollection, isPair, isScalar, type Document, type Node } from 'yaml';
import type { YamlLimits, YamlProblem } from './yaml-limits.js';

const FORBIDDEN_KEYS = new Set(['__proto__', 'constructor', 'prototype']);

/** Thrown inside this file only, to leave the recursion; the depth limit bounds that recursion. */
class Refused extends Error {
  readonly code = 'HEARTBEAT_YAML_REFUSED';

  constructor(readonly problem: YamlProblem) {
    super(problem.message);
  }
}

/** The first thing in a parsed document that the limits forbid. */
export function checkStructure(
  document: Document.Parsed,
  limits: YamlLimits,
  lineAt: (offset: number) => number,
): YamlProblem | undefined {
  const walk = new StructureWalk(document, limits, lineAt);
  try {
    walk.size(document.contents, 0);
    return undefined;
  } catch (error) {
    if (error instanceof Refused) return error.problem;
    throw error;
  }
}

class StructureWalk {
  readonly #sizes = new Map<Node, number>();
  readonly #open = new Set<Node>();
  #aliases = 0;

  constructor(
    private readonly document: Document.Parsed,
    private readonly limits: YamlLimits,
    private readonly lineAt: (offset: number) => number,
  ) {}

  /** Nodes below `node`, itself included, aliases counted as what they stand for. */
  size(node: Node | null | undefined, depth: number): number {
    if (!node) return 1;
    if (isAlias(node)) return this.#aliased(node, depth);
    this.#checkNode(node, depth);
    if (!isCollection(node)) return 1;
    this.#open.add(node);
    let total = 1;
    const keys = new Set<string>();
    for (const item of node.items) {
      if (isPair(item)) this.#checkKey(item.key as Node | null, keys);
      total += isPair(item) ? 1 + this.size(item.value as Node | null, depth + 1) : this.size(item as Node, depth + 1);
      if (total > this.limits.maxNodes) this.#refuse('NODES', `more than ${this.limits.maxNodes} values`, node);
    }
    this.#open.delete(node);
    this.#sizes.set(node, total);
    return total;
  }

  /** Twins are looked for here and not by the parser, which compares each key with each. */
  #checkKey(key: Node | null, seen: Set<string>): void {
    if (key && !isScalar(key)) this.#refuse('KEY', 'a key must be plain text', key);
    const name = String(key?.value ?? '');
    if (FORBIDDEN_KEYS.has(name)) this.#refuse('KEY', `the key ${name} is not allowed`, key);
    if (seen.has(name)) this.#refuse('DUPLICATE', `the key ${JSON.stringify(name.slice(0, 80))} stands twice`, key);
    seen.add(name);
  }

  #aliased(alias: Node & { source: string }, depth: number): number {
    if (++this.#aliases > this.limits.maxAliases) {
      this.#refuse(
        'ALIAS',
        this.limits.maxAliases === 0 ? 'aliases are not allowed' : `more than ${this.limits.maxAliases} aliases`,
        alias,
      );
    }
    const target = isAlias(alias) ? alias.resolve(this.document) : undefined;
    if (!target) return this.#refuse('ALIAS', `nothing is anchored as ${alias.source}`, alias);
    if (this.#open.has(target)) this.#refuse('ALIAS', `${alias.source} refers to itself`, alias);
    return this.#sizes.get(target) ?? this.size(target, depth);
  }

  #checkNode(node: Node, depth: number): void {
    if (depth > this.limits.maxDepth) this.#refuse('DEPTH', `nested deeper than ${this.limits.maxDepth}`, node);
    if (node.tag !== undefined && this.#explicitTag(node))
      this.#refuse('TAG', `the tag ${node.tag} is not allowed`, node);
    const anchor = (node as { anchor?: string }).anchor;
    if (anchor !== undefined && this.limits.maxAliases === 0) this.#refuse('ALIAS', 'anchors are not allowed', node);
  }

  /** The parser names the tag of merge keys itself; only a written one is refused. */
  #explicitTag(node: Node): boolean {
    return !(isScalar(node) && node.value === '<<') && node.tag !== 'tag:yaml.org,2002:merge';
  }

  #refuse(code: YamlProblem['code'], message: string, node: Node | null): never {
    const offset = node?.range?.[0];
    throw new Refused({ code, message, ...(offset !== undefined && { line: this.lineAt(offset) }) });
  }
}
