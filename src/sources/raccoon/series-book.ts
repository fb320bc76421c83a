import { countedOf } from '../dialects/counted-of.js';
import { metricsOf, type Dialect, type Labels, type RequestCounter } from '../dialects/dialect.js';
import { exposedLabels } from '../dialects/exposed-labels.js';
import type { GroupTable } from '../dialects/group-table.js';
import { InstanceIdentities, type InstanceIdentity } from './instance-identity.js';
import { metricLabels } from './metric-labels.js';

/** What a series of an answer is. */
export type BookedSeries =
  | {
      readonly form: 'counter';
      readonly instance: InstanceIdentity;
      /** What tells it from the others of its instance. */
      readonly series: string;
      readonly group: number;
      /** An index into `COUNTED`. */
      readonly counted: number;
    }
  | { readonly form: 'up'; readonly instance: InstanceIdentity }
  | { readonly form: 'loss'; readonly instance: InstanceIdentity }
  /** Of several facts that an instance has, the one with the lowest rank counts. */
  | { readonly form: 'start'; readonly instance: InstanceIdentity; readonly isAge: boolean; readonly rank: number }
  /** When samples of an instance were taken: it has no name, as the answer to `timesQuery`. */
  | { readonly form: 'times'; readonly instance: InstanceIdentity }
  /** It belongs to nobody: broken labels, another metric, or a group too many. */
  | { readonly form: 'other' };

const UP = '"__name__":"up"';
const OTHER: BookedSeries = { form: 'other' };

/** What every series of the answers is, worked out when it is asked for first, and an `up` when it is first seen. */
export class SeriesBook {
  readonly #numbers = new Map<string, number>();
  readonly #metrics: string[] = [];
  readonly #booked: (BookedSeries | undefined)[] = [];
  readonly #identities: InstanceIdentities;
  readonly #counters: ReadonlyMap<string, RequestCounter>;
  /** Metrics whose labels could not be read. */
  broken = 0;

  constructor(
    private readonly dialect: Dialect,
    private readonly groups: GroupTable,
    replicaLabels: readonly string[],
  ) {
    this.#identities = new InstanceIdentities(replicaLabels);
    this.#counters = new Map(
      dialect.counters.flatMap((counter) => metricsOf(counter).map((metric) => [metric, counter])),
    );
  }

  /** The number of a metric, as the server wrote it. */
  readonly numberOf = (metric: string): number => {
    const known = this.#numbers.get(metric);
    if (known !== undefined) return known;
    const number = this.#metrics.length;
    this.#numbers.set(metric, number);
    this.#metrics.push(metric);
    // At once: what stands before it in the same answer, as servers sort, is found by it.
    if (metric.includes(UP)) this.of(number);
    return number;
  };

  /** What the series with this number is. */
  of(number: number): BookedSeries {
    return (this.#booked[number] ??= this.#book(this.#metrics[number]!));
  }

  /** The job of a series that has not been asked for yet; undefined where it has. */
  newJobOf(number: number): string | undefined {
    return this.#booked[number] ? undefined : this.jobOf(number);
  }

  /** The job of a series; empty where it has none. */
  readonly jobOf = (number: number): string => metricLabels(this.#metrics[number]!)?.['job'] ?? '';

  /** The labels of the targets of these jobs by which instances are told apart, `job` and `instance` among them. */
  targetLabels(jobs: ReadonlySet<string>): ReadonlySet<string> {
    return this.#identities.labelsOf(jobs);
  }

  get size(): number {
    return this.#metrics.length;
  }

  #book(metric: string): BookedSeries {
    const labels = metricLabels(metric);
    if (!labels) {
      this.broken++;
      return OTHER;
    }
    const name = labels['__name__'] ?? '';
    const counter = this.#counters.get(name);
    if (counter) return this.#bookCounter(labels, counter);
    if (name === 'up') return { form: 'up', instance: this.#identities.target(labels) };
    const instance = this.#identities.of(labels);
    if (labels['__name__'] === undefined) return { form: 'times', instance };
    if (this.dialect.lossCounters?.includes(name)) return { form: 'loss', instance };
    const rank = this.dialect.startFacts.findIndex((each) => each.metric === name);
    if (rank < 0) return OTHER;
    return { form: 'start', instance, isAge: this.dialect.startFacts[rank]!.form === 'seconds-ago', rank };
  }

  #bookCounter(labels: Labels, counter: RequestCounter): BookedSeries {
    const exposed = exposedLabels(labels);
    const group = this.groups.number(counter, exposed);
    if (group === undefined) return OTHER;
    const instance = this.#identities.of(labels);
    const series = this.#identities.seriesOf(labels);
    return { form: 'counter', instance, series, group, counted: countedOf(this.dialect, counter, exposed) };
  }
}
