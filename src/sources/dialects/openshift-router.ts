import { PROCESS_START, type Dialect } from './dialect.js';
import { outcomeOfHttpStatus } from './status-outcome.js';

/**
 * The router of OpenShift (`pkg/router/metrics/haproxy/haproxy.go`). It carries its counters across the reloads of
 * HAProxy, so that the start of HAProxy says nothing of them: only that of the router itself does.
 */
export const openshiftRouter: Dialect = {
  name: 'openshift-router',
  about: 'OpenShift router (HAProxy), OpenShift 3.11 and 4.',
  counters: [
    {
      metric: 'haproxy_backend_http_responses_total',
      // Backends of the router's own, such as the one for hosts that no route has.
      matchers: [{ label: 'route', operator: '!=', value: '' }],
      basePath: [{ form: 'name', label: 'route', within: 'namespace' }],
      outcomeLabels: ['code'],
    },
  ],
  startFacts: [PROCESS_START],
  outcome: (labels) => outcomeOfHttpStatus(labels['code']),
  whenAbsent:
    'The router writes it per route at its stats port (1936) with ROUTER_METRICS_TYPE=haproxy, the default; passthrough routes have no HTTP answers, and a HAProxy that is not the router wants dialect: haproxy.',
  whenUnmapped:
    'the name is that of the Route: name it after the base path, or list it under mapping.names, as namespace/name where several namespaces have one',
};
