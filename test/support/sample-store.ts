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

  /** The matrix that answers a query for raw samples at a moment; `shiftSeconds` is added to the times told. */
  answer(query: string, atSeconds: number, envelope: object = {}, shiftSeconds = 0): object {
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

  #times(atSeconds: number, rangeSeconds: number, own: Pick<StoredSeries, 'phaseSeconds' | 'everySeconds'>): number[] {
    const { phaseSeconds = this.phaseSeconds, everySeconds: every = this.scrapeSeconds } = own;
    const last = Math.min(atSeconds, this.frozenAt);
    const times: number[] = [];
    for (
      let time = Math.floor((last - phaseSeconds) / every) * every + phaseSeconds;
      time > atSeconds - rangeSeconds;
    ) {
      times.unshift(time);
      time -= every;
    }
    return times;
  }
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
