import type { Dialect, Labels, Outcome } from './dialect.js';
import { outcomeOfGrpcStatus, outcomeOfHttpStatus } from './status-outcome.js';

/** Response flags of a downstream that went away: connection termination, protocol error, remote (HTTP/2) reset. */
const CLIENT_LEFT = /(?:^|,)(?:DC|DPE|DR)(?:,|$)/;

/** What gateways are called: by istioctl and the charts, and `<gateway>-istio` where a Gateway makes the workload. */
const GATEWAYS = 'istio-ingress.*|.+-istio';

/** Istio's ingress gateway as the reporter: the other side never sees requests that reached no service. */
export const istio: Dialect = {
  name: 'istio',
  about: 'Istio ingress gateway, standard metrics.',
  counters: [
    {
      metric: 'istio_requests_total',
      matchers: [
        { label: 'reporter', operator: '=', value: 'source' },
        { label: 'source_workload', operator: '=~', value: GATEWAYS },
      ],
      basePath: [{ form: 'name', label: 'destination_service_name', within: 'destination_service_namespace' }],
      unattributedWhere: { label: 'destination_service_name', value: 'unknown' },
      outcomeLabels: ['response_code', 'response_flags', 'grpc_response_status'],
    },
  ],
  startFacts: [
    { metric: 'envoy_server_uptime', form: 'seconds-ago' },
    { metric: 'istio_agent_process_start_time_seconds', form: 'unix-seconds' },
  ],
  outcome: outcomeOfIstio,
  whenAbsent:
    'Istio writes istio_requests_total on the ingress gateway unless Telemetry disables REQUEST_COUNT; a gateway whose workload is named neither istio-ingress… nor …-istio is asked for by matchers: { source_workload: NAME }.',
  whenUnmapped:
    'the name is that of the Kubernetes service: list it under mapping.names, as namespace/name where several namespaces have one',
};

/** No code at all is a failure here, because Istio gives none when it could not reach the service. */
function outcomeOfIstio(labels: Labels): Outcome {
  const code = labels['response_code'];
  if (code === '0') return CLIENT_LEFT.test(labels['response_flags'] ?? '') ? 'excluded' : 'failure';
  const http = outcomeOfHttpStatus(code);
  const grpc = labels['grpc_response_status'];
  return http === 'success' && grpc ? outcomeOfGrpcStatus(grpc) : http;
}
