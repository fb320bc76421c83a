import type { Heartbeat } from '../evaluation/heartbeat.js';
import { yieldToEventLoop } from '../platform/clock/yield-to-event-loop.js';
import { tagOf } from '../platform/http/entity-tag.js';
import { Answer, type Counts } from './answer.js';

const MAX_KEPT = 256;
const MAX_KEPT_BYTES = 16 * 1024 * 1024;

/** What tells one state of the board from another: its list is a new one whenever base paths come or go. */
export interface BoardState {
  readonly list: readonly Heartbeat[];
  readonly version: number | string;
}

/** How heartbeats are written. */
export interface HeartbeatForm {
  /** The JSON of one; undefined where it has gone in the meantime. */
  json(heartbeat: Heartbeat): string | undefined;
  /** How many are written at a stretch: a millisecond or two. */
  readonly atAStretch: number;
}

interface Kept {
  readonly answer: Promise<Answer>;
  /** 0 while it is being made. */
  bytes: number;
}

/**
 * Answers to queries that select some of the heartbeats, made once for each query and state of the board. They are
 * bounded by number and bytes; the oldest go first, and `forgot` hears of each.
 */
export class SelectedAnswers {
  readonly #kept = new Map<string, Kept>();
  #state: BoardState = { list: [], version: -1 };
  #bytes = 0;

  constructor(
    private readonly form: HeartbeatForm,
    private readonly forgot: () => void,
  ) {}

  /** The answer to the query that `key` stands for; `choose` says which heartbeats it shows. */
  answer(key: string, state: BoardState, choose: () => [shown: readonly Heartbeat[], counts: Counts]): Promise<Answer> {
    if (state.list !== this.#state.list || state.version !== this.#state.version) this.#begin(state);
    const known = this.#kept.get(key);
    if (known) return known.answer;
    const kept: Kept = { answer: serialise(this.form, ...choose()), bytes: 0 };
    this.#kept.set(key, kept);
    return this.#measured(key, kept);
  }

  #begin(state: BoardState): void {
    this.#state = state;
    this.#kept.clear();
    this.#bytes = 0;
  }

  async #measured(key: string, kept: Kept): Promise<Answer> {
    const answer = await kept.answer;
    if (this.#kept.get(key) === kept) {
      kept.bytes = answer.bytes;
      this.#bytes += kept.bytes;
    }
    this.#forgetOldest();
    return answer;
  }

  #forgetOldest(): void {
    for (const [key, { bytes }] of this.#kept) {
      if (this.#kept.size <= MAX_KEPT && this.#bytes <= MAX_KEPT_BYTES) return;
      this.#kept.delete(key);
      this.#bytes -= bytes;
      this.forgot();
    }
  }
}

async function serialise(form: HeartbeatForm, shown: readonly Heartbeat[], { total }: Counts): Promise<Answer> {
  const parts = [Buffer.from('[')];
  let count = 0;
  for (let from = 0; from < shown.length; from += form.atAStretch) {
    if (from > 0) await yieldToEventLoop();
    const texts = shown.slice(from, from + form.atAStretch).flatMap((each) => form.json(each) ?? []);
    if (texts.length > 0) parts.push(Buffer.from(`${count > 0 ? ',' : ''}${texts.join(',')}`));
    count += texts.length;
  }
  parts.push(Buffer.from(']'));
  return new Answer(Buffer.concat(parts), tagOf(...parts), { total, count });
}
