import { askHeartbeat, parsedJson, refusalOf } from './heartbeat-request.js';

/** How many base paths are asked for in one request, and how many requests are under way. */
const MOST_IN_ONE = 50;
const MOST_UNDER_WAY = 8;
/** Servers refuse addresses that are much longer. */
const MOST_CHARACTERS = 4_000;

/** What one source knows, as `GET /heartbeats/details` says it. */
export interface ShownEvidence {
  readonly source: string;
  readonly kind: string;
  readonly requests: number;
  readonly failures: number;
  readonly asOf: string | null;
  readonly problem?: string;
}

/** The evidence of one base path, as `GET /heartbeats/details` says it. */
export interface ShownDetails {
  readonly basepath: string;
  readonly status: string;
  readonly reason: string;
  readonly since: string;
  readonly successRatio: number | null;
  readonly requests: number;
  readonly failures: number;
  readonly clientErrors?: number;
  readonly uncertain?: { readonly successes: number; readonly failures: number };
  readonly lastMinute: { readonly requests: number; readonly failures: number };
  readonly evidence: readonly ShownEvidence[];
}

/** What a group of base paths was answered. */
type GroupAnswer =
  | { readonly kind: 'details'; readonly details: readonly ShownDetails[] }
  | { readonly kind: 'only-one-by-one' }
  | { readonly kind: 'problem'; readonly problem: string };

/** Asks a running Heartbeat for the evidence of base paths: of many at once, or one by one where it is an older one. */
export class DetailsClient {
  #onlyOneByOne = false;

  constructor(private readonly address: string) {}

  /** What is known of each, by base path; and, where something could not be asked, why. */
  async ask(
    basePaths: readonly string[],
    signal: AbortSignal,
  ): Promise<{ details: ReadonlyMap<string, ShownDetails>; problem?: string }> {
    const details = new Map<string, ShownDetails>();
    const refused: string[] = [];
    let problem: string | undefined;
    const ask = async (group: readonly string[]): Promise<void> => {
      if (problem !== undefined) return;
      const answer = await this.#askFor(group, signal);
      if (answer.kind === 'only-one-by-one') refused.push(...group);
      else if (answer.kind === 'problem') problem ??= answer.problem;
      else for (const each of answer.details) details.set(each.basepath, each);
    };
    await severalAtATime(this.#onlyOneByOne ? basePaths.map((each) => [each]) : groupsOf(basePaths), ask);
    await severalAtATime(
      refused.map((each) => [each]),
      ask,
    );
    return { details, ...(problem !== undefined && { problem }) };
  }

  async #askFor(group: readonly string[], signal: AbortSignal): Promise<GroupAnswer> {
    if (this.#onlyOneByOne && group.length > 1) return { kind: 'only-one-by-one' };
    const search = new URLSearchParams(group.map((each) => ['basepath', each] as [string, string]));
    const answer = await askHeartbeat(this.address, `/heartbeats/details?${search.toString()}`, { signal });
    if (!answer.ok) return { kind: 'problem', problem: answer.detail };
    const isRefused = answer.status >= 400 && answer.status < 500;
    if (!isRefused || group.length === 1) return readAnswer(answer.status, answer.text);
    this.#onlyOneByOne = true;
    return { kind: 'only-one-by-one' };
  }
}

function readAnswer(status: number, text: string): GroupAnswer {
  // Gone since it was listed.
  if (status === 404) return { kind: 'details', details: [] };
  if (status !== 200) return { kind: 'problem', problem: refusalOf(status, text) };
  const parsed = parsedJson(text);
  const details: readonly unknown[] = Array.isArray(parsed) ? parsed : [parsed];
  if (details.every(isDetails)) return { kind: 'details', details };
  return { kind: 'problem', problem: 'its answer is not what /heartbeats/details says: check --url' };
}

/** Works on all of them, a few at a time. */
async function severalAtATime<T>(items: readonly T[], work: (item: T) => Promise<void>): Promise<void> {
  const waiting = items.values();
  const worker = async (): Promise<void> => {
    for (const item of waiting) await work(item);
  };
  await Promise.all(Array.from({ length: MOST_UNDER_WAY }, worker));
}

/** In their order, so that no question is too long. */
function groupsOf(basePaths: readonly string[]): string[][] {
  const groups: string[][] = [];
  let characters = Infinity;
  for (const each of basePaths) {
    characters += each.length;
    if (characters > MOST_CHARACTERS || groups.at(-1)!.length === MOST_IN_ONE) {
      groups.push([]);
      characters = each.length;
    }
    groups.at(-1)!.push(each);
  }
  return groups;
}

function isDetails(value: unknown): value is ShownDetails {
  const { basepath, reason, lastMinute, evidence } = (value ?? {}) as Partial<ShownDetails>;
  return (
    typeof basepath === 'string' && typeof reason === 'string' && lastMinute !== undefined && Array.isArray(evidence)
  );
}
