import type { Dialect } from './dialect.js';
import { OF_ENVOY_ITSELF } from './envoy.js';
import { outcomeOfGrpcStatus } from './status-outcome.js';

/** One metric for each gRPC status (https://grpc.io/docs/guides/status-codes/). */
const METRIC = 'envoy_cluster_grpc_';
const [OK, ...OTHERS] = Array.from({ length: 17 }, (_, status) => `${METRIC}${status}`);

/** The gRPC statistics filter of Envoy (`source/extensions/filters/http/grpc_stats`): the status is part of the name. */
export const envoyGrpc: Dialect = {
  name: 'envoy-grpc',
  about: 'Envoy and what is built on it, gRPC calls per cluster by their gRPC status.',
  counters: [
    {
      metric: OK!,
      siblings: OTHERS,
      matchers: [OF_ENVOY_ITSELF],
      basePath: [{ form: 'name', label: 'envoy_cluster_name' }],
      outcomeLabels: ['__name__'],
    },
  ],
  startFacts: [{ metric: 'envoy_server_uptime', form: 'seconds-ago' }],
  outcome: ({ __name__: name = '' }) =>
    name.startsWith(METRIC) ? outcomeOfGrpcStatus(name.slice(METRIC.length)) : 'unclassified',
  whenAbsent:
    'Envoy counts gRPC statuses with the HTTP filter envoy.filters.http.grpc_stats, without stats_for_all_methods, which puts the names of services into those of the metrics.',
  whenUnmapped:
    'give each API a cluster of its own, and list it under mapping.names, or cut it by mapping.stripPrefixes',
};
