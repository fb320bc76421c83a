import { createHash } from 'node:crypto';
import type { BoardPage } from './board.js';
import type { Heartbeat } from './heartbeat.js';

const BLOCK = 512;
const COMMA = Buffer.from(',');

interface Block {
  readonly text: Buffer;
  readonly digest: Buffer;
}

/**
 * The whole list as one body, made of blocks so that only what changed is serialised again.
 * The hash is made of the blocks' digests: it depends on the content alone.
 */
export class BoardPages {
  #order: readonly Heartbeat[] = [];
  #blocks: (Block | undefined)[] = [];
  #dirty = false;
  #page: BoardPage = assemble([], 0);

  /** Takes a new order: base paths came or went. */
  reorder(order: readonly Heartbeat[]): void {
    this.#order = order;
    this.#blocks = Array.from({ length: Math.ceil(order.length / BLOCK) });
    this.#dirty = true;
  }

  /** Notes that the heartbeat at `position` of the order was replaced. */
  touch(position: number): void {
    this.#blocks[Math.floor(position / BLOCK)] = undefined;
    this.#dirty = true;
  }

  /** Serialises what changed, a block at a time; the new page is there when the last step is done. */
  *rebuild(): Generator<void, void> {
    if (!this.#dirty) return;
    for (let index = 0; index < this.#blocks.length; index++) {
      if (this.#blocks[index]) continue;
      this.#blocks[index] = serialise(this.#order.slice(index * BLOCK, (index + 1) * BLOCK));
      yield;
    }
    if (this.#blocks.every((block) => block !== undefined)) {
      this.#page = assemble(this.#blocks as Block[], this.#order.length);
      this.#dirty = false;
    }
  }

  /** The page that was built last. */
  page(): BoardPage {
    return this.#page;
  }
}

function serialise(heartbeats: readonly Heartbeat[]): Block {
  const text = Buffer.from(heartbeats.map((each) => each.json).join(','));
  return { text, digest: createHash('sha256').update(text).digest() };
}

function assemble(blocks: readonly Block[], count: number): BoardPage {
  const parts = blocks.flatMap((block, index) => (index === 0 ? [block.text] : [COMMA, block.text]));
  const hash = createHash('sha256');
  for (const block of blocks) hash.update(block.digest);
  const body = Buffer.concat([Buffer.from('['), ...parts, Buffer.from(']')]);
  return { body, hash: hash.digest('base64url').slice(0, 22), count };
}
