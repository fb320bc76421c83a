import { isAlias, isCollection, isMap, isPair, isScalar, isSeq, type Document, type Node } from 'yaml';
import type { YamlLimits } from './yaml-limits.js';
import { YamlRefused } from './yaml-refused.js';
import { holdsForbidden } from './yaml-text.js';

const FORBIDDEN_KEYS = new Set(['__proto__', 'constructor', 'prototype']);

/** Values and levels below and including a node, aliases counted as what they stand for. */
interface Extent {
  readonly nodes: number;
  readonly levels: number;
}

const LEAF: Extent = { nodes: 1, levels: 0 };

/** What each alias of a document stands for. The library would look through the whole document for each. */
export type AliasTargets = ReadonlyMap<Node, Node>;

/** Throws `YamlRefused` at the first thing in a composed document that is not allowed. */
export function checkStructure(document: Document.Parsed, limits: YamlLimits): AliasTargets {
  const walk = new StructureWalk(limits);
  walk.measure(document.contents, 0);
  return walk.targets;
}

/** Recursive; `YamlGuard` has bounded the depth. */
class StructureWalk {
  readonly targets = new Map<Node, Node>();
  readonly #anchored = new Map<string, Node>();
  readonly #known = new Map<Node, Extent>();
  readonly #open = new Set<Node>();

  constructor(private readonly limits: YamlLimits) {}

  measure(node: Node | null | undefined, depth: number): Extent {
    if (!node) return LEAF;
    if (isAlias(node)) return this.#aliased(node, depth);
    this.#note(node);
    if (isScalar(node)) return this.#scalar(node);
    if (depth >= this.limits.maxDepth) this.#refuseDepth(node);
    const extent = this.#collection(node, depth);
    this.#known.set(node, extent);
    return extent;
  }

  /** An alias means what was anchored last before it. */
  #note(node: Node & { anchor?: string }): void {
    if (node.anchor !== undefined) this.#anchored.set(node.anchor, node);
  }

  #scalar(node: Node & { value: unknown }): Extent {
    if (!this.limits.escapedControls && typeof node.value === 'string' && holdsForbidden(node.value))
      refuse('ENCODING', 'holds an escaped control character or half of a surrogate pair', node);
    return LEAF;
  }

  #collection(node: Node, depth: number): Extent {
    if (!isCollection(node)) return LEAF;
    this.#open.add(node);
    let nodes = 1;
    let levels = 0;
    const keys = new Set<string>();
    for (const item of node.items) {
      const isMerge = isPair(item) && this.#isMerge(item as RawPair, keys, node);
      const extent = this.measure((isPair(item) ? item.value : item) as Node | null, depth + 1);
      if (isMerge) this.#mergeable(item as RawPair, node);
      nodes += extent.nodes + (isPair(item) ? 1 : 0);
      levels = Math.max(levels, extent.levels);
      if (nodes > this.limits.maxNodes) refuse('NODES', `more than ${this.limits.maxNodes} values`, node);
    }
    this.#open.delete(node);
    return { nodes, levels: levels + 1 };
  }

  /** Whether a key is a merge key; any other is checked. */
  #isMerge({ key, value }: RawPair, keys: Set<string>, parent: Node): boolean {
    if (key !== null && !isScalar(key)) refuse('KEY', 'a key must be plain text', key);
    if (typeof key?.value === 'symbol') return true;
    if (key) this.measure(key, 0);
    const name = String(key?.value);
    const at = key ?? parent;
    if (FORBIDDEN_KEYS.has(name)) refuse('KEY', `the key ${name} is not allowed`, at);
    if (keys.has(name)) refuse('DUPLICATE', `${shownKey(name, value)} stands twice`, at);
    keys.add(name);
    return false;
  }

  /** What a merge key takes must be a mapping or a list of mappings. */
  #mergeable({ key, value }: RawPair, parent: Node): void {
    const meant = (node: unknown): unknown => (isAlias(node) ? this.targets.get(node) : node);
    const source = meant(value);
    const parts = isSeq(source) ? source.items : [source];
    if (!parts.every((part) => isMap(meant(part))))
      refuse('KEY', 'a merge key takes a mapping or a list of mappings', key ?? parent);
  }

  #aliased(alias: Node & { source: string }, depth: number): Extent {
    const target = this.#anchored.get(alias.source);
    if (!target) return refuse('ALIAS', 'nothing is anchored by this name', alias);
    if (this.#open.has(target)) return refuse('ALIAS', 'an alias refers to what it stands in', alias);
    this.targets.set(alias, target);
    const extent = this.#known.get(target) ?? LEAF;
    if (depth + extent.levels > this.limits.maxDepth) this.#refuseDepth(alias);
    return extent;
  }

  #refuseDepth(node: Node): never {
    return refuse('DEPTH', `nested deeper than ${this.limits.maxDepth}`, node);
  }
}

/** Where a colon is missing, a value becomes a key or a part of one, and it may be a secret. */
function shownKey(name: string, value: Node | null): string {
  const hasValue = value !== null && !(isScalar(value) && value.value === null);
  return hasValue && /^[\w./-]{1,80}$/.test(name) ? `the key ${JSON.stringify(name)}` : 'a key';
}

interface RawPair {
  readonly key: Node | null;
  readonly value: Node | null;
}

function refuse(code: YamlRefused['problem'], message: string, node: Node): never {
  throw new YamlRefused(code, message, node.range?.[0]);
}
