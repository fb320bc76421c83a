import type { Labels } from '../dialects/dialect.js';
import { partsOf } from './json-parts.js';

/** Longest text of a metric that is read, bytes: a series of a gateway has some hundreds. */
export const MAX_METRIC_BYTES = 8 * 1024;
/** Most labels of a series; Prometheus itself is commonly limited to 30. */
const MAX_LABELS = 64;
const NOT_ASCII = /[^\0-\x7f]/;

/**
 * The labels of a series, `__name__` among them, from its metric object as a server wrote it: the bytes of the JSON
 * as latin1. Without a prototype, because a label may be named like anything. Undefined when it is not an object of
 * texts, when a label stands twice, or when it is beyond all measure.
 */
export function metricLabels(metric: string): Labels | undefined {
  if (metric.length > MAX_METRIC_BYTES) return undefined;
  const text = NOT_ASCII.test(metric) ? Buffer.from(metric, 'latin1').toString('utf8') : metric;
  const parsed = parseObject(text);
  if (parsed === undefined) return undefined;
  const values = Object.values(parsed);
  if (values.length > MAX_LABELS || values.length !== partsOf(text).length) return undefined;
  if (!values.every((each) => typeof each === 'string')) return undefined;
  return Object.assign(Object.create(null) as object, parsed) as Labels;
}

function parseObject(text: string): object | undefined {
  try {
    const parsed: unknown = JSON.parse(text);
    return typeof parsed === 'object' && parsed !== null && !Array.isArray(parsed) ? parsed : undefined;
  } catch {
    return undefined;
  }
}
