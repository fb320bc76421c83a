import { PROCESS_START, type Dialect, type Labels, type Outcome } from './dialect.js';
import { outcomeOfGrpcStatus, outcomeOfHttpStatus } from './status-outcome.js';

/** Streams that broke without a word on whose side: the client may just have left. */
const NOBODYS = new Set(['unclassified', 'h2(CANCEL)']);

/**
 * Linkerd's proxy beside the gateway, by the responses it got (`linkerd/app/core/src/classify.rs`). `classification` is
 * not read: it takes 4xx and gRPC statuses otherwise than other gateways.
 */
export const linkerd: Dialect = {
  name: 'linkerd',
  about: 'Linkerd 2, responses per service, gRPC too.',
  counters: [
    {
      metric: 'response_total',
      // The proxies of the services count the same requests again, as inbound.
      matchers: [{ label: 'direction', operator: '=', value: 'outbound' }],
      basePath: [{ form: 'name', label: 'dst_service', within: 'dst_namespace' }],
      outcomeLabels: ['status_code', 'grpc_status', 'error'],
    },
  ],
  startFacts: [PROCESS_START],
  outcome: outcomeOfLinkerd,
  whenAbsent:
    "Linkerd's proxy writes it on port 4191 of each meshed pod; the gateway itself must be in the mesh, and its proxy be scraped.",
  whenUnmapped:
    'the name is that of the Kubernetes service: list it under mapping.names, as namespace/name where several namespaces have one; answers without dst_service went to no service of the mesh',
};

/** A stream may end in an error before a status has come, or after. */
function outcomeOfLinkerd(labels: Labels): Outcome {
  const http = outcomeOfHttpStatus(labels['status_code']);
  if (http === 'failure' || http === 'excluded') return http;
  const { error, grpc_status: grpc } = labels;
  if (error && !NOBODYS.has(error)) return 'failure';
  return http === 'success' && grpc ? outcomeOfGrpcStatus(grpc) : http;
}
