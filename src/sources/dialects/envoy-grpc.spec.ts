import { grpcRows, itTellsOutcomes, type OutcomeRow } from '../../../test/support/outcome-tables.js';
import { envoyGrpc } from './envoy-grpc.js';

const named = grpcRows('status', {}).map(([{ status }, outcome]): OutcomeRow => [
  { __name__: `envoy_cluster_grpc_${status}` },
  outcome,
]);

itTellsOutcomes(envoyGrpc, [
  ...named,
  [{ __name__: 'envoy_cluster_grpc_total' }, 'unclassified'],
  [{ __name__: 'envoy_cluster_upstream_rq' }, 'unclassified'],
  [{ __name__: '0' }, 'unclassified'],
  [{}, 'unclassified'],
]);
