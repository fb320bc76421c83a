import { PROCESS_START, type Dialect } from './dialect.js';
import { outcomeOfHttpStatus } from './status-outcome.js';

/** HAProxy's own exporter (`addons/promex`): classes `1xx` to `5xx`, and `other`, which says nothing. */
export const haproxy: Dialect = {
  name: 'haproxy',
  about: 'HAProxy 2.0 and later, built-in exporter; one backend for each API.',
  counters: [
    {
      metric: 'haproxy_backend_http_responses_total',
      matchers: [],
      basePath: [{ form: 'name', label: 'proxy' }],
      outcomeLabels: ['code'],
    },
  ],
  startFacts: [{ metric: 'haproxy_process_start_time_seconds', form: 'unix-seconds' }, PROCESS_START],
  outcome: (labels) => outcomeOfHttpStatus(labels['code']),
  whenAbsent:
    'HAProxy serves its metrics where a frontend has "http-request use-service prometheus-exporter"; ?scope= must not leave backends out.',
  whenUnmapped:
    'name the backends after the base paths (eni-echo-v1), cut what they have more by mapping.stripPrefixes, or list them under mapping.names',
};
