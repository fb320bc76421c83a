import type { Dialect, LabelMatcher } from './dialect.js';
import { outcomeOfHttpStatus } from './status-outcome.js';

/** Leaves out clusters of Envoy's own traffic. Not `.*admin.*`, which would hide an API named so. */
export const OF_ENVOY_ITSELF: LabelMatcher = {
  label: 'envoy_cluster_name',
  operator: '!~',
  value: 'xds[-_].*|admin|envoy[-_]admin',
};

/**
 * Envoy, Envoy Gateway, Contour, Gloo, Emissary. Codes per route where the route has a `stat_prefix`, else per
 * cluster. `upstream_rq_total` cannot be the denominator: it also counts retries and what is still in flight.
 */
export const envoy: Dialect = {
  name: 'envoy',
  about: 'Envoy and what is built on it; per route, else per cluster.',
  counters: [
    {
      metric: 'envoy_vhost_route_upstream_rq',
      matchers: [],
      basePath: [{ form: 'name', label: 'envoy_route' }],
      outcomeLabels: ['envoy_response_code'],
    },
    {
      metric: 'envoy_cluster_upstream_rq',
      matchers: [OF_ENVOY_ITSELF],
      basePath: [{ form: 'name', label: 'envoy_cluster_name' }],
      outcomeLabels: ['envoy_response_code'],
    },
  ],
  startFacts: [{ metric: 'envoy_server_uptime', form: 'seconds-ago' }],
  outcome: (labels) => outcomeOfHttpStatus(labels['envoy_response_code']),
  whenAbsent:
    'Envoy counts per route only where the route sets stat_prefix (Envoy Gateway: routeStatName); per cluster it always counts, once a first request has passed.',
  whenUnmapped:
    'in Envoy Gateway make routeStatName %ROUTE_NAME%, or cut the namespace by mapping.stripPrefixes; clusters are listed under mapping.names, or cut likewise',
};
