import { printable } from '../../platform/telemetry/printable.js';
import { byDomain, isBelow, type DomainRecords, type EndpointRecord } from './endpoint-record.js';
import { countText, lastText, latencyText, percentText } from './record-cells.js';
import type { WatchState } from './watch-display.js';

/** One row of the table: a domain, or an endpoint below it. */
export interface TableRow {
  readonly kind: 'domain' | 'endpoint';
  readonly name: string;
  readonly success: string;
  readonly count: string;
  readonly last: string;
  readonly latency: string;
  /** Below the threshold. */
  readonly below: boolean;
  /** The newest probe failed. */
  readonly failing: boolean;
}

/** Every domain with its endpoints, in the order of the file, in printable form. */
export function tableRows({ records, thresholdScaled }: WatchState): TableRow[] {
  return byDomain(records).flatMap((domain) => [
    domainRow(domain, thresholdScaled),
    ...domain.records.map((record) => endpointRow(record, thresholdScaled)),
  ]);
}

function domainRow(domain: DomainRecords, thresholdScaled: number): TableRow {
  return {
    kind: 'domain',
    name: printable(domain.domain),
    success: percentText(domain),
    count: countText(domain),
    last: '',
    latency: '',
    below: isBelow(domain, thresholdScaled),
    failing: false,
  };
}

function endpointRow(record: EndpointRecord, thresholdScaled: number): TableRow {
  const { endpoint, last } = record;
  const below = isBelow(record, thresholdScaled);
  return {
    kind: 'endpoint',
    name: `${below ? '!' : ' '} ${printable(endpoint.name)}`,
    success: percentText(record),
    count: countText(record),
    last: lastText(last),
    latency: latencyText(last),
    below,
    failing: last !== undefined && last.outcome !== 'success',
  };
}
