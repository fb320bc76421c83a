import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { parse } from 'yaml';
import { counterHistory, type CounterHistory } from '../../support/counter-histories.js';
import { at, countedOf } from '../../support/ledger-pages.js';
import { LedgerService, type Judged } from '../../support/ledger-service.js';

interface Case {
  readonly name: string;
  readonly scrape: string;
  readonly askedAt: string;
  readonly series: readonly string[];
  readonly truth: string | { readonly successes?: string; readonly failures?: string };
}

const CASES = parse(readFileSync(new URL('series.yml', import.meta.url), 'utf8')) as Case[];
const START = 'process_start_time_seconds';

const secondsOf = (text: string): number => Number.parseInt(text, 10) * (text.endsWith('m') ? 60 : 1);

/** What a case says is true, in the words of the file. */
function truthOf({ truth }: Case) {
  const text =
    typeof truth === 'string'
      ? truth
      : Object.entries(truth)
          .map(([of, count]) => `${of} '${count}'`)
          .join();
  const count = (of: string): number | undefined => {
    const found = new RegExp(`${of} '(\\d+)'`).exec(text);
    return found ? Number(found[1]) : undefined;
  };
  const status = /^UP|^UNKNOWN|no verdict/.exec(text)?.[0].replace('no verdict', 'UNKNOWN');
  const reason = /^UNKNOWN ([\w-]+)/.exec(text)?.[1];
  return { successes: count('successes'), failures: count('failures'), status, reason };
}

function groupedBy<T>(all: readonly T[], keyOf: (each: T) => string): Map<string, T[]> {
  const groups = new Map<string, T[]>();
  for (const each of all) groups.set(keyOf(each), [...(groups.get(keyOf(each)) ?? []), each]);
  return groups;
}

/** One value of each series at a time: of copies, the one that was read last, if it has a sample. */
class Copies {
  readonly #last = new Map<string, CounterHistory>();

  at(all: readonly CounterHistory[], scrape: number): { history: CounterHistory; key: string; value: number }[] {
    const present = all.filter(({ values }) => typeof values[scrape] === 'number');
    const byKey = groupedBy(present, ({ name, labels }) => name + JSON.stringify({ ...labels, replica: undefined }));
    return [...byKey].map(([key, copies]) => {
      const last = this.#last.get(key);
      const history = last && copies.includes(last) ? last : copies[0]!;
      this.#last.set(key, history);
      return { history, key, value: history.values[scrape] as number };
    });
  }
}

type Labels = CounterHistory['labels'];

/** The labels of the `up` that stand on the series, less `replica`; job and instance where there is none. */
function instanceOf(labels: Labels, ups: readonly CounterHistory[]): string {
  const own = ups.filter(({ labels: of }) => Object.entries(of).every(([label, value]) => labels[label] === value));
  const target = own.toSorted((one, other) => Object.keys(other.labels).length - Object.keys(one.labels).length)[0];
  return nameOf(target?.labels ?? { job: labels['job']!, instance: labels['instance']! });
}

const nameOf = (labels: Labels): string => JSON.stringify({ ...labels, replica: undefined });

/** Feeds what the scrapes saw up to the time of asking, a poll a scrape. */
function played({ series, scrape, askedAt }: Case): Judged {
  const scrapeS = secondsOf(scrape);
  const service = new LedgerService(scrapeS);
  const histories = series.map(counterHistory);
  const [ups, others] = [histories.filter(({ name }) => name === 'up'), histories.filter(({ name }) => name !== 'up')];
  const copies = new Copies();
  let known = new Set<string>();
  for (let number = 0; number * scrapeS <= secondsOf(askedAt); number++) {
    const atS = number * scrapeS;
    const up = new Map(copies.at(ups, number).map(({ history, value }) => [nameOf(history.labels), value]));
    for (const instance of known) if (!up.has(instance)) service.gone(atS, instance);
    known = new Set(up.keys());
    const samples = groupedBy(copies.at(others, number), ({ history }) => instanceOf(history.labels, ups));
    for (const [instance, value] of up) if (value === 0) service.silent(atS, instance);
    const pages = new Set([...samples.keys(), ...[...up.keys()].filter((instance) => up.get(instance) === 1)]);
    for (const instance of pages) service.read(pageOf(instance, samples.get(instance) ?? [], atS));
    service.polled(atS);
  }
  return service.judged(secondsOf(askedAt));
}

function pageOf(instance: string, samples: ReturnType<Copies['at']>, atS: number) {
  const counters = samples.filter(({ history }) => history.name !== START);
  const start = samples.find(({ history }) => history.name === START);
  return {
    instance,
    address: (JSON.parse(instance) as Labels)['instance']!,
    atMs: at(atS),
    ...(start ? { startedAtMs: at(start.value) } : {}),
    count: counters.length,
    series: counters.map(({ key }) => key),
    groups: counters.map(() => 0),
    counted: counters.map(({ history }) => countedOf(history.labels['code']!)),
    values: counters.map(({ value }) => value),
  };
}

describe('Histories of counters', () => {
  it.each(CASES.map((each) => [each.name, each] as const))('%s', (_, each) => {
    const { successes, failures, status, reason } = truthOf(each);
    const judged = played(each);
    if (failures !== undefined) expect(judged.failures).toBe(failures);
    if (successes !== undefined) expect(judged.requests - judged.failures).toBe(successes);
    if (status !== undefined) expect(judged.status).toBe(status);
    if (reason !== undefined) expect(judged.reason).toBe(reason);
  });
});
