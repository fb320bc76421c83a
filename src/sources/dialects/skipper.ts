import { PROCESS_START, type Dialect } from './dialect.js';
import { outcomeOfHttpStatus } from './status-outcome.js';

/** Zalando's Skipper (`metrics/prometheus.go`): the counter per route, else the count of the histogram. */
export const skipper: Dialect = {
  name: 'skipper',
  about: 'Skipper, Prometheus metrics per route.',
  counters: ['skipper_serve_route_count', 'skipper_serve_route_duration_seconds_count'].map((metric) => ({
    metric,
    matchers: [],
    basePath: [{ form: 'name', label: 'route' }],
    outcomeLabels: ['code'],
  })),
  startFacts: [PROCESS_START],
  outcome: (labels) => outcomeOfHttpStatus(labels['code']),
  whenAbsent:
    'Skipper counts per route with -serve-route-counter (or -serve-route-metrics together with -serve-status-code-metric), where -metrics-flavour has prometheus.',
  whenUnmapped:
    'the name is the id of the route, which the Kubernetes data client makes of namespace, ingress, host and path: list it under mapping.names',
};
