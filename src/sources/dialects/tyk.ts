import { PROCESS_START, type Dialect } from './dialect.js';
import { outcomeOfHttpStatus } from './status-outcome.js';

/** Tyk by way of tyk-pump (`pumps/prometheus.go`), which lags and may lose; `api` is an id to be mapped. */
export const tyk: Dialect = {
  name: 'tyk',
  about: 'Tyk Gateway, prometheus pump.',
  counters: [
    {
      metric: 'tyk_http_status',
      matchers: [],
      basePath: [{ form: 'name', label: 'api' }],
      outcomeLabels: ['code'],
    },
  ],
  startFacts: [PROCESS_START],
  outcome: (labels) => outcomeOfHttpStatus(labels['code']),
  whenAbsent: 'Tyk needs a running tyk-pump with the prometheus pump, and enable_analytics: true in the gateway.',
  whenUnmapped: 'the label api holds the id of the API: list it with its base path under mapping.names',
};
