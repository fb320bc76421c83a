import type { YamlLimits } from './yaml-limits.js';
import { YamlRefused } from './yaml-refused.js';

/** A line that opens more collections than this is refused. */
const MAX_INDICATORS_A_LINE = 64;
/**
 * Watches the lexer's tokens go by, and throws `YamlRefused` before the parser and the composer, which recurse and
 * whose time grows with the square of some counts, get to see what would hurt them. Its depth may be two too
 * generous (a text on a line of its own looks like a level); `checkStructure` is exact.
 */
export class YamlGuard {
  /** Columns of the open block collections. */
  readonly #columns: number[] = [];
  #offset = 0;
  #nodes = 0;
  #separators = 0;
  #lines = 0;
  #anchors = 0;
  #aliases = 0;
  #flowDepth = 0;
  #column = 0;
  #indicators = 0;
  /** Whether the line has held nothing but spaces and indicators so far. */
  #atHead = true;
  /** The next token is a scalar's text, even if it looks like something else. */
  #text = false;

  constructor(private readonly limits: YamlLimits) {}

  /** Takes the next token. A token begins with the character that tells its type; the lexer invents three more. */
  see(token: string): void {
    if (this.#text) {
      this.#text = false;
      this.#offset += token.length;
    } else if (token === '\x02') {
      this.#columns.length = 0;
    } else if (token === '\x18') {
      this.#flowDepth = 0;
    } else if (token === '\x1f') {
      this.#text = true;
      this.#content();
    } else {
      this.#source(token);
      this.#offset += token.length;
    }
  }

  #source(token: string): void {
    const first = token[0]!;
    if (first === '\n' || first === '\r') this.#newLine();
    else if (first === ' ' || first === '\t') this.#column += token.length;
    else if (token === '---' || token === '...') this.#columns.length = 0;
    else if (first === '%') this.#directive(token);
    else if (first !== '#') this.#mark(first);
  }

  /** A version directive is accepted and ignored: the schema is always that of YAML 1.2. */
  #directive(token: string): void {
    if (!/^%YAML\s/.test(token)) this.#refuse('TAG', 'directives other than %YAML are not allowed');
  }

  #mark(first: string): void {
    if (first === '!') this.#refuse('TAG', 'tags are not allowed');
    if (first === '&') return this.#count(++this.#anchors, 'anchors');
    if (first === '*') this.#count(++this.#aliases, 'aliases');
    if ('-?:,'.includes(first)) return this.#separator();
    if (']}'.includes(first)) this.#flowDepth = Math.max(0, this.#flowDepth - 1);
    else this.#content();
    if ('[{'.includes(first)) this.#deeper(++this.#flowDepth);
  }

  #newLine(): void {
    const maxLines = 2 * this.limits.maxNodes;
    if (++this.#lines > maxLines) this.#refuse('NODES', `more than ${maxLines} lines`);
    this.#column = 0;
    this.#indicators = 0;
    this.#atHead = true;
  }

  /** Between empty values there is nothing else to count. */
  #separator(): void {
    if (++this.#separators > 2 * this.limits.maxNodes) this.#refuseNodes();
    if (this.#flowDepth > 0) return;
    if (++this.#indicators > MAX_INDICATORS_A_LINE) this.#refuseDepth();
    if (this.#atHead) this.#open();
    this.#column++;
  }

  #content(): void {
    if (++this.#nodes > this.limits.maxNodes) this.#refuseNodes();
    if (this.#atHead && this.#flowDepth === 0) this.#open();
    this.#atHead = false;
  }

  #open(): void {
    while ((this.#columns.at(-1) ?? -1) > this.#column) this.#columns.pop();
    if (this.#columns.at(-1) !== this.#column) this.#columns.push(this.#column);
    this.#deeper(this.#flowDepth);
  }

  #deeper(flowDepth: number): void {
    if (this.#columns.length + flowDepth > this.limits.maxDepth + 2) this.#refuseDepth();
  }

  #count(count: number, of: string): void {
    const { maxAliases } = this.limits;
    if (count > maxAliases)
      this.#refuse('ALIAS', maxAliases === 0 ? `${of} are not allowed` : `more than ${maxAliases} ${of}`);
  }

  #refuseNodes(): never {
    return this.#refuse('NODES', `more than ${this.limits.maxNodes} values`);
  }

  #refuseDepth(): never {
    return this.#refuse('DEPTH', `nested deeper than ${this.limits.maxDepth}`);
  }

  #refuse(code: YamlRefused['problem'], message: string): never {
    throw new YamlRefused(code, message, this.#offset);
  }
}
