import { PROCESS_START, type Dialect } from './dialect.js';
import { outcomeOfHttpStatus } from './status-outcome.js';

/** Kong 3 and later, prometheus plugin (`kong/plugins/prometheus/exporter.lua`). */
export const kong: Dialect = {
  name: 'kong',
  about: 'Kong Gateway 3.0 and later, prometheus plugin.',
  counters: [
    {
      metric: 'kong_http_requests_total',
      matchers: [],
      basePath: [{ form: 'name', label: 'route' }],
      outcomeLabels: ['code'],
    },
  ],
  startFacts: [PROCESS_START],
  lossCounters: ['kong_nginx_metric_errors_total'],
  whenLosing:
    "the memory for Kong's metrics is full: raise it by nginx_http_lua_shared_dict: prometheus_metrics 50m (5m by default), or count fewer labels",
  outcome: (labels) => outcomeOfHttpStatus(labels['code']),
  whenAbsent:
    'Kong 3 counts requests by status only with status_code_metrics: true in the configuration of its prometheus plugin (off by default), and only requests that matched a route.',
  whenUnmapped:
    'routes without a name appear by their id: name them, or list the ids under mapping.names; decorations of names go under mapping.stripPrefixes and stripSuffixes',
};
