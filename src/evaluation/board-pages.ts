import { createHash } from 'node:crypto';
import { tagOf } from '../platform/http/entity-tag.js';
import type { BoardPage } from './board.js';
import type { Heartbeat } from './heartbeat.js';

const BLOCK = 512;
/** Blocks that are copied into a body at a stretch: a megabyte, most of which is memory touched for the first time. */
const COPIED_AT_A_STRETCH = 32;
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
  /** Changes of the list so far. */
  #changes = 0;
  #page: BoardPage = { body: Buffer.from('[]'), hash: tagOf(), count: 0 };

  /** Takes a new order: base paths came or went. */
  reorder(order: readonly Heartbeat[]): void {
    this.#order = order;
    this.#blocks = Array.from({ length: Math.ceil(order.length / BLOCK) });
    this.#dirty = true;
    this.#changes++;
  }

  /** Notes that the heartbeat at `position` of the order was replaced. */
  touch(position: number): void {
    this.#blocks[Math.floor(position / BLOCK)] = undefined;
    this.#dirty = true;
    this.#changes++;
  }

  /**
   * Serialises what changed, a block at a time; the new page is there when the last step is done. What changes between
   * the steps is for the next call: an older page never replaces the one that such a call has built.
   */
  *rebuild(): Generator<void, void> {
    if (!this.#dirty) return;
    for (let index = 0; index < this.#blocks.length; index++) {
      if (this.#blocks[index]) continue;
      this.#blocks[index] = serialise(this.#order.slice(index * BLOCK, (index + 1) * BLOCK));
      yield;
    }
    if (!this.#dirty) return;
    const changes = this.#changes;
    const blocks = this.#blocks.filter((block) => block !== undefined);
    if (blocks.length < this.#blocks.length) return;
    const count = this.#order.length;
    const body = yield* joined(blocks);
    if (changes !== this.#changes) return;
    this.#page = { body, hash: tagOf(...blocks.map(({ digest }) => digest)), count };
    this.#dirty = false;
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

/** The JSON array of all blocks, some of them copied at each step. */
function* joined(blocks: readonly Block[]): Generator<void, Buffer> {
  const separators = Math.max(0, blocks.length - 1);
  const body = Buffer.allocUnsafeSlow(blocks.reduce((bytes, { text }) => bytes + text.length, 2 + separators));
  let at = body.write('[');
  for (const [index, { text }] of blocks.entries()) {
    if (index > 0) at += COMMA.copy(body, at);
    at += text.copy(body, at);
    if (index % COPIED_AT_A_STRETCH === COPIED_AT_A_STRETCH - 1) yield;
  }
  body.write(']', at);
  return body;
}
