import { PROCESS_START, type Dialect } from './dialect.js';
import { outcomeOfHttpStatus } from './status-outcome.js';

/** Kong before 3.0. `kong_http_consumer_status` is a second copy of the same requests and is never read. */
export const kongLegacy: Dialect = {
  name: 'kong-legacy',
  about: 'Kong Gateway 0.x to 2.x, prometheus plugin.',
  counters: [
    {
      metric: 'kong_http_status',
      matchers: [],
      basePath: [
        { form: 'name', label: 'route' },
        { form: 'name', label: 'service' },
      ],
      outcomeLabels: ['code'],
    },
  ],
  startFacts: [PROCESS_START],
  lossCounters: ['kong_nginx_metric_errors_total'],
  whenLosing:
    "the memory for Kong's metrics is full: raise it by nginx_http_lua_shared_dict: prometheus_metrics 50m (5m by default), or count fewer labels",
  outcome: (labels) => outcomeOfHttpStatus(labels['code']),
  whenAbsent:
    'Kong before 3.0 writes kong_http_status when its prometheus plugin is enabled globally or on the service.',
  whenLabelAbsent: {
    route: 'Kong 0.x counts per service only: name the services after the base paths, or list them under mapping.names',
  },
  whenUnmapped:
    'routes without a name appear by their id, services without one by their host: list them under mapping.names',
};
