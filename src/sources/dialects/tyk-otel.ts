import type { Dialect } from './dialect.js';
import { outcomeOfHttpStatus } from './status-outcome.js';

/**
 * Tyk 5.13 and later by OpenTelemetry (`internal/otel/apimetrics/defaults.go`). What is scraped is a collector: its start
 * says nothing of the gateway's counters.
 */
export const tykOtel: Dialect = {
  name: 'tyk-otel',
  about: 'Tyk Gateway 5.13 and later, OpenTelemetry metrics.',
  counters: [
    {
      metric: 'tyk_api_requests_total',
      matchers: [],
      basePath: [
        { form: 'path', label: 'listen_path' },
        { form: 'name', label: 'tyk_api_id' },
      ],
      outcomeLabels: ['http_response_status_code'],
    },
  ],
  startFacts: [],
  outcome: (labels) => outcomeOfHttpStatus(labels['http_response_status_code']),
  whenAbsent:
    'Tyk 5.13 exports it with opentelemetry.metrics.enabled: true; where api_metrics is set it must define tyk.api.requests.total itself; the collector must use cumulative temporality.',
  whenUnmapped:
    'add the dimension listen_path to tyk.api.requests.total (api_metrics), or list the ids of the APIs under mapping.names',
};
