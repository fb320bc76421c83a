import { PROCESS_START, type Dialect, type Labels, type Outcome } from './dialect.js';
import { outcomeOfGrpcStatus, outcomeOfHttpStatus } from './status-outcome.js';

/** Traefik 2 and 3 (`pkg/middlewares/metrics`): for gRPC the code label holds the gRPC status. */
export const traefik: Dialect = {
  name: 'traefik',
  about: 'Traefik 2 and 3, router metrics.',
  counters: [
    {
      metric: 'traefik_router_requests_total',
      matchers: [],
      basePath: [{ form: 'name', label: 'router' }],
      outcomeLabels: ['protocol', 'code'],
    },
  ],
  startFacts: [PROCESS_START],
  outcome: outcomeOfTraefik,
  whenAbsent: 'Traefik counts per router only with addRoutersLabels: true under metrics.prometheus (off by default).',
  whenUnmapped:
    'router names carry their provider: cut it by mapping.stripSuffixes, such as "@docker"; names with a hash in them are listed under mapping.names',
};

function outcomeOfTraefik(labels: Labels): Outcome {
  const grpc = (labels['protocol'] ?? '').startsWith('grpc');
  return grpc ? outcomeOfGrpcStatus(labels['code']) : outcomeOfHttpStatus(labels['code']);
}
