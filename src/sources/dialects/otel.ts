import { PROCESS_START, type Dialect, type Labels, type Outcome } from './dialect.js';
import { outcomeOfHttpStatus } from './status-outcome.js';

/** Servers measured by OpenTelemetry's HTTP semantic conventions (`docs/http/http-metrics.md`). */
export const otel: Dialect = {
  name: 'otel',
  about: 'OpenTelemetry semantic conventions, http.server.request.duration.',
  counters: [
    {
      metric: 'http_server_request_duration_seconds_count',
      // Probes that mark themselves, such as ours, are not traffic; robots are.
      matchers: [{ label: 'user_agent_synthetic_type', operator: '!=', value: 'test' }],
      basePath: [{ form: 'path', label: 'http_route' }],
      outcomeLabels: ['http_response_status_code', 'error_type'],
    },
  ],
  startFacts: [PROCESS_START],
  outcome: outcomeOfOtel,
  whenAbsent:
    'Instrument the server with semantic conventions 1.23 or later; the collector must use cumulative temporality, and its unit suffixes must be on.',
  whenLabelAbsent: { http_route: 'the instrumentation of the server must know its routes to write http_route' },
};

/** The status is there only if one was sent: an error type without a status is a request that got no answer. */
function outcomeOfOtel(labels: Labels): Outcome {
  const status = labels['http_response_status_code'];
  if (status) return outcomeOfHttpStatus(status);
  return labels['error_type'] ? 'failure' : 'unclassified';
}
