import { PROCESS_START, type Dialect, type Labels, type Outcome } from './dialect.js';
import { outcomeOfHttpStatus } from './status-outcome.js';

/** Streams that broke without a word on whose side: the client may just have left. */
const NOBODYS = new Set(['UNKNOWN', 'CANCEL']);

/**
 * Linkerd's proxy beside the gateway, by route (`linkerd/app/outbound/src/http/logical/policy/route/metrics/labels.rs`): it
 * counts what never reached a pod, too.
 */
export const linkerdRoutes: Dialect = {
  name: 'linkerd-routes',
  about: 'Linkerd 2.17 and later, HTTP requests per HTTPRoute or service.',
  counters: [
    {
      metric: 'outbound_http_route_request_statuses_total',
      matchers: [],
      basePath: [
        { form: 'name', label: 'route_name', within: 'route_namespace' },
        { form: 'name', label: 'parent_name', within: 'parent_namespace' },
      ],
      outcomeLabels: ['http_status', 'error'],
    },
  ],
  startFacts: [PROCESS_START],
  outcome: outcomeOfRoute,
  whenAbsent:
    "Linkerd's proxy writes it on port 4191 of each meshed pod; the gateway itself must be in the mesh, its proxy be scraped, and its services have no ServiceProfile.",
  whenUnmapped:
    'the name is that of the HTTPRoute, else of the Kubernetes service: list it under mapping.names, as namespace/name where several namespaces have one',
};

/** FAIL_FAST, the time-outs and the like have no status: nobody answered. */
function outcomeOfRoute(labels: Labels): Outcome {
  const { error } = labels;
  return error && !NOBODYS.has(error) ? 'failure' : outcomeOfHttpStatus(labels['http_status']);
}
