import { LABEL_NAME } from '../dialects/custom-dialect.settings.js';
import type { Labels } from '../dialects/dialect.js';

/** Which scrape target a series comes from. */
export interface InstanceIdentity {
  /** The same for all series of the target, and for its copies on other replicas of the monitoring system. */
  readonly name: string;
  readonly job: string;
  /** The address that is scraped. */
  readonly address: string;
  /** Which copy it is, by the labels that tell replicas apart; empty where there are none. */
  readonly copy: string;
  /** What its `up` has in common with other targets of the server that scrapes it, such as the cluster; absent where there is no `up`. */
  readonly common?: string;
}

/** Labels that each target has for itself, or each job. Others, such as the cluster, come from the server that scrapes. */
const OWN_LABELS = new Set(
  'job instance pod pod_name pod_ip pod_template_hash kubernetes_pod_name node host hostname container_id uid'.split(
    ' ',
  ),
);

/** Labels of one `up`, without those that tell copies apart. */
type TargetLabels = readonly (readonly [label: string, value: string])[];

/**
 * Tells scrape targets apart by the labels of their `up`, which all stand on their series; where there is no `up`, by job
 * and instance. Two clusters may have the same job and instance: then another label of the `up` tells them apart.
 */
export class InstanceIdentities {
  readonly #replicaLabels: ReadonlySet<string>;
  /** By job and instance, the targets that have an `up`, those with most labels first. */
  readonly #targets = new Map<string, TargetLabels[]>();

  constructor(replicaLabels: readonly string[]) {
    this.#replicaLabels = new Set(replicaLabels);
  }

  /** Takes note of the labels of an `up`, and says whose it is. */
  target(labels: Labels): InstanceIdentity {
    const own = Object.entries(labels)
      .filter(([label]) => label !== '__name__' && !this.#replicaLabels.has(label))
      .map(([label, value]) => [label, value ?? ''] as const);
    const sorted = own.toSorted(([one], [other]) => (one < other ? -1 : 1));
    const key = keyOf(labels);
    const known = this.#targets.get(key) ?? [];
    const name = JSON.stringify(sorted);
    if (!known.some((each) => JSON.stringify(each) === name)) {
      known.push(sorted);
      this.#targets.set(
        key,
        known.toSorted((one, other) => other.length - one.length),
      );
    }
    const common = sorted.filter(([label]) => !OWN_LABELS.has(label));
    return { ...this.#identity(name, labels), common: JSON.stringify(common) };
  }

  /** Whose series this is. */
  of(labels: Labels): InstanceIdentity {
    const targets = this.#targets.get(keyOf(labels)) ?? [];
    const target = targets.find((each) => each.every(([label, value]) => labels[label] === value));
    const fallback = Object.entries({ instance: labels['instance'] ?? '', job: labels['job'] ?? '' });
    return this.#identity(JSON.stringify(target ?? fallback), labels);
  }

  /** The labels that the targets of these jobs have, `job` and `instance` among them; those with odd names are left out. */
  labelsOf(jobs: ReadonlySet<string>): ReadonlySet<string> {
    const targets = [...this.#targets.values()].flat();
    const own = targets.filter((each) => each.some(([label, value]) => label === 'job' && jobs.has(value)));
    const labels = own.flat().map(([label]) => label);
    return new Set(['instance', 'job', ...labels.filter((label) => LABEL_NAME.test(label))]);
  }

  #identity(name: string, labels: Labels): InstanceIdentity {
    const copy = [...this.#replicaLabels].map((label) => labels[label] ?? '').join('\0');
    return {
      name,
      job: labels['job'] ?? '',
      address: labels['instance'] ?? '',
      copy: copy.replaceAll('\0', '') && copy,
    };
  }

  /** The labels of a series, less those that tell copies apart, as one text. */
  seriesOf(labels: Labels): string {
    const own = Object.entries(labels).filter(([label]) => !this.#replicaLabels.has(label));
    return own.map(([label, value]) => `${label}=${value}`).join('\0');
  }
}

/** The labels in what `seriesOf` made of them. */
export function labelsOfSeries(series: string): Labels {
  const pairs = series.split('\0').map((pair) => [pair.slice(0, pair.indexOf('=')), pair.slice(pair.indexOf('=') + 1)]);
  return Object.fromEntries(pairs) as Labels;
}

function keyOf(labels: Labels): string {
  return `${labels['job'] ?? ''}\0${labels['instance'] ?? ''}`;
}
