import type { Dialect, Labels, Outcome } from './dialect.js';
import { outcomeOfGrpcStatus } from './grpc-status.js';
import { outcomeOfHttpStatus } from './http-status.js';

/** Response flags of a downstream that went away: connection termination, protocol error. */
const CLIENT_LEFT = /(?:^|,)(?:DC|DPE)(?:,|$)/;

/** Istio's ingress gateway as the reporter: the other side never sees requests that reached nobody. */
export const istio: Dialect = {
  name: 'istio',
  about: 'Istio ingress gateway, standard metrics.',
  counters: [
    {
      metric: 'istio_requests_total',
      matchers: [
        { label: 'reporter', operator: '=', value: 'source' },
        { label: 'source_workload', operator: '=~', value: 'istio-ingressgateway.*' },
      ],
      basePath: [{ form: 'name', label: 'destination_service_name' }],
      outcomeLabels: ['response_code', 'response_flags', 'grpc_response_status'],
    },
  ],
  outcome: outcomeOfIstio,
  whenAbsent:
    'Istio writes istio_requests_total on the ingress gateway unless Telemetry disables REQUEST_COUNT; the workload must be named istio-ingressgateway.',
};

/** No code at all is a failure here, because Istio gives none when it could not reach the service. */
function outcomeOfIstio(labels: Labels): Outcome {
  const code = labels['response_code'];
  if (code === '0') return CLIENT_LEFT.test(labels['response_flags'] ?? '') ? 'excluded' : 'failure';
  const http = outcomeOfHttpStatus(code);
  const grpc = labels['grpc_response_status'];
  return http === 'success' && grpc ? outcomeOfGrpcStatus(grpc) : http;
}
