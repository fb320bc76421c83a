import { PROCESS_START, type Dialect } from './dialect.js';
import { outcomeOfHttpStatus } from './status-outcome.js';

/** KrakenD with krakend-otel (`http/server/metrics.go`), before and after semantic conventions 1.27. */
export const krakend: Dialect = {
  name: 'krakend',
  about: 'KrakenD 2.6 and later, OpenTelemetry exporter.',
  counters: ['http_server_duration_count', 'http_server_request_duration_seconds_count'].map((metric) => ({
    metric,
    matchers: [],
    basePath: [{ form: 'path', label: 'http_route' }],
    outcomeLabels: ['http_response_status_code'],
  })),
  startFacts: [PROCESS_START],
  outcome: (labels) => outcomeOfHttpStatus(labels['http_response_status_code']),
  whenAbsent:
    'KrakenD writes it with the telemetry/opentelemetry extra_config and a prometheus exporter; skip_paths leaves endpoints out.',
  whenUnmapped: '"404 Not Found" and "Upgraded Connection" stand for requests that matched no endpoint',
};
