// The plain way: what Kiali makes of Prometheus. A rate() over five minutes per series, summed by base path; healthy while
// fewer than 10 % of all requests fail, without a minimum. rate() is that of promql/functions.go (extrapolatedRate): a fall
// of the value is a reset, and the growth between the first and the last sample is extended to the window's ends, by half a
// sample at most where the series begins or ends within it, and never below zero. Staleness markers are no samples of a
// range, so a series that ends is only told from others by that its last sample is old.
const RANGE_MS = 300_000;

/** Samples of one series, with what resets have taken from it, summed up. */
class Series {
  times = [];
  values = [];
  resets = [];
  first = 0;

  add(atMs, value) {
    const last = this.values.length - 1;
    const fell = last >= 0 && value < this.values[last] ? this.values[last] : 0;
    this.resets.push((last >= 0 ? this.resets[last] : 0) + fell);
    this.times.push(atMs);
    this.values.push(value);
  }

  /** increase() of the range that ends at a time. Times that are asked for never go back. */
  increase(endMs) {
    const { times, values, resets } = this;
    const startMs = endMs - RANGE_MS;
    while (this.first < times.length && times[this.first] <= startMs) this.first++;
    let last = times.length - 1;
    while (last >= 0 && times[last] > endMs) last--;
    const { first } = this;
    if (last - first < 1) return 0;
    const grown = values[last] - values[first] + resets[last] - resets[first];
    const sampledMs = times[last] - times[first];
    const betweenMs = sampledMs / (last - first);
    const reach = (gapMs) => (gapMs >= betweenMs * 1.1 ? betweenMs / 2 : gapMs);
    let toStartMs = reach(times[first] - startMs);
    if (grown > 0) toStartMs = Math.min(toStartMs, sampledMs * (values[first] / grown));
    return grown * ((sampledMs + toStartMs + reach(endMs - times[last])) / sampledMs);
  }
}

/** A subject that judges the plain way. */
export function plainWay({ basePaths, lagMs }) {
  const series = new Map();
  const totals = new Map();
  return {
    page({ instance, atMs, counters }) {
      for (const [key, value] of counters) {
        const name = `${instance} ${key}`;
        let own = series.get(name);
        if (own === undefined) {
          const [basePath, code] = key.split('|');
          series.set(name, (own = new Series()));
          own.basePath = basePath;
          own.failed = code.startsWith('5');
        }
        own.add(atMs, value);
      }
    },
    silent() {},
    gone() {},
    polled(nowMs) {
      for (const basePath of basePaths) totals.set(basePath, { requests: 0, failures: 0 });
      for (const own of series.values()) {
        const increase = own.increase(nowMs - lagMs);
        const total = totals.get(own.basePath);
        total.requests += increase;
        if (own.failed) total.failures += increase;
      }
    },
    judge(basePath) {
      const { requests, failures } = totals.get(basePath) ?? { requests: 0, failures: 0 };
      if (!(requests > 0)) return { status: 'UNKNOWN', reason: 'no-traffic', requests: 0, failures: 0 };
      return { status: failures < requests * 0.1 ? 'UP' : 'DOWN', reason: 'success-ratio', requests, failures };
    },
  };
}
