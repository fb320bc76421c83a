/** A series of a fake monitoring system; `at` gives its value at a time (Unix seconds), as a server writes it, or nothing. */
export interface StoredSeries {
  readonly labels: Readonly<Record<string, string>>;
  /** When after a whole multiple of the scrape interval it is scraped; that of the store if absent. */
  readonly phaseSeconds?: number | undefined;
  /** How often it is scraped; as often as the store says if absent. */
  readonly everySeconds?: number | undefined;
  at(seconds: number): string | undefined;
}

/** What a fake monitoring system has stored, scraped every so many seconds. */
export class SampleStore {
  /** Nothing is scraped after this, Unix seconds. */
  frozenAt = Infinity;

  constructor(
    public series: readonly StoredSeries[],
    public scrapeSeconds = 15,
    /** When after a whole multiple of that. */
    public phaseSeconds = 0,
  ) {}

  /** The answer to a query at a moment: for raw samples, sums, times or a count; `shiftSeconds` is added to the times told. */
  answer(query: string, atSeconds: number, envelope: object = {}, shiftSeconds = 0): object {
    const steps = readStepsQuery(query);
    if (steps) return this.#steps(steps, atSeconds, { envelope, shiftSeconds });
    const [, counted] = /^count\((.*)\)$/.exec(query) ?? [];
    if (counted !== undefined) return this.#count(counted, atSeconds, envelope);
    const { isAsked, rangeSeconds } = readSamplesQuery(query);
    const result = this.series.flatMap(({ labels, phaseSeconds, everySeconds, at }) => {
      if (!isAsked(labels)) return [];
      const values = this.#times(atSeconds, rangeSeconds, { phaseSeconds, everySeconds }).flatMap((seconds) => {
        const value = at(seconds);
        return value === undefined ? [] : [[seconds + shiftSeconds, value]];
      });
      return values.length === 0 ? [] : [{ metric: labels, values }];
    });
    return { status: 'success', data: { resultType: 'matrix', result }, ...envelope };
  }

  /** What aggregates over the series have at each step, as a server finds it that looks back for a sample. */
  #steps(
    { by, isOfTimes, selector, rangeSeconds, stepSeconds }: StepsQuery,
    atSeconds: number,
    { envelope, shiftSeconds }: { envelope: object; shiftSeconds: number },
  ): object {
    const groups = new Map<string, Map<number, number>>();
    const { isAsked } = readSamplesQuery(`${selector}[1s]`);
    for (const each of this.series.filter(({ labels }) => isAsked(labels))) {
      const key = JSON.stringify(
        Object.fromEntries(by.flatMap((label) => (each.labels[label] ? [[label, each.labels[label]]] : []))),
      );
      const group = groups.get(key) ?? new Map<number, number>();
      for (
        let step = Math.floor(atSeconds / stepSeconds) * stepSeconds;
        step >= atSeconds - rangeSeconds;
        step -= stepSeconds
      ) {
        const seconds = this.#newest(step, each);
        const value = seconds === undefined ? undefined : each.at(seconds);
        if (value === undefined) continue;
        const before = group.get(step);
        if (isOfTimes) group.set(step, Math.max(before ?? 0, seconds! + shiftSeconds));
        else group.set(step, (before ?? 0) + Number(value));
      }
      if (group.size > 0) groups.set(key, group);
    }
    const result = [...groups].map(([key, group]) => ({
      metric: JSON.parse(key) as object,
      values: [...group]
        .toSorted(([one], [other]) => one - other)
        .map(([step, value]) => [step + shiftSeconds, String(value)]),
    }));
    return { status: 'success', data: { resultType: 'matrix', result }, ...envelope };
  }

  #count(selector: string, atSeconds: number, envelope: object): object {
    const { isAsked } = readSamplesQuery(`${selector}[1s]`);
    const series = this.series.filter((each) => {
      const seconds = this.#newest(atSeconds, each);
      return isAsked(each.labels) && seconds !== undefined && each.at(seconds) !== undefined;
    }).length;
    const result = series === 0 ? [] : [{ metric: {}, value: [atSeconds, String(series)] }];
    return { status: 'success', data: { resultType: 'vector', result }, ...envelope };
  }

  #times(atSeconds: number, rangeSeconds: number, own: Pick<StoredSeries, 'phaseSeconds' | 'everySeconds'>): number[] {
    const { everySeconds: every = this.scrapeSeconds } = own;
    const times: number[] = [];
    for (let time = this.#lastScrape(atSeconds, own); time > atSeconds - rangeSeconds;) {
      times.unshift(time);
      time -= every;
    }
    return times;
  }

  /** The newest time at a moment, as a server finds it that looks back. */
  #newest(atSeconds: number, own: StoredSeries): number | undefined {
    const time = this.#lastScrape(atSeconds, own);
    return time > atSeconds - LOOK_BACK_SECONDS ? time : undefined;
  }

  #lastScrape(atSeconds: number, own: Pick<StoredSeries, 'phaseSeconds' | 'everySeconds'>): number {
    const { phaseSeconds = this.phaseSeconds, everySeconds: every = this.scrapeSeconds } = own;
    return Math.floor((Math.min(atSeconds, this.frozenAt) - phaseSeconds) / every) * every + phaseSeconds;
  }
}

/** How far back a server looks for the newest sample of a series. */
const LOOK_BACK_SECONDS = 300;

/** A query for sums, or for the times of the samples behind them, as Raccoon writes it. */
interface StepsQuery {
  readonly by: readonly string[];
  readonly isOfTimes: boolean;
  readonly selector: string;
  readonly rangeSeconds: number;
  readonly stepSeconds: number;
}

function readStepsQuery(query: string): StepsQuery | undefined {
  const found = /^(?:sum|max) by \(([\w,]+)\) \((timestamp\()?(.*?)\)?\)\[(\d+m?s):(\d+m?s)\]$/.exec(query);
  if (!found) return undefined;
  const [, by = '', timestamp, selector = '', range = '', step = ''] = found;
  const [rangeSeconds, stepSeconds] = [secondsOf(range), secondsOf(step)];
  return { by: by.split(','), isOfTimes: timestamp !== undefined, selector, rangeSeconds, stepSeconds };
}

function secondsOf(duration: string): number {
  return Number.parseInt(duration, 10) / (duration.endsWith('ms') ? 1_000 : 1);
}

/** What a query for raw samples asks for, as Raccoon writes it: a metric with equal labels, or metrics by a pattern. */
function readSamplesQuery(query: string): {
  isAsked(labels: Readonly<Record<string, string>>): boolean;
  rangeSeconds: number;
} {
  const [, name = '', conditions = '', range = '0', unit = 's'] =
    /^([a-zA-Z_:][\w:]*)?(?:\{(.*)\})?\[(\d+)(ms|s)\]$/.exec(query) ?? [];
  const tests = [...conditions.matchAll(/(\w+)(=~|!~|!=|=)"((?:[^"\\]|\\.)*)"/g)].map(([, label, operator, value]) => {
    const text = value!.replaceAll(/\\(.)/g, '$1');
    const isPattern = operator!.endsWith('~');
    const matches = (is: string): boolean => (isPattern ? new RegExp(`^(?:${text})$`).test(is) : is === text);
    return (labels: Readonly<Record<string, string>>): boolean =>
      matches(labels[label!] ?? '') === !operator!.startsWith('!');
  });
  return {
    isAsked: (labels) => (name === '' || labels['__name__'] === name) && tests.every((test) => test(labels)),
    rangeSeconds: unit === 'ms' ? Number(range) / 1_000 : Number(range),
  };
}
