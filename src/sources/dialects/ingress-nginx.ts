import type { Dialect } from './dialect.js';
import { outcomeOfHttpStatus } from './http-status.js';

/** The NGINX ingress controller (`internal/ingress/metric/collectors/socket.go`); `path` is the path of the rule. */
export const ingressNginx: Dialect = {
  name: 'ingress-nginx',
  about: 'Kubernetes ingress-nginx controller.',
  counters: [
    {
      metric: 'nginx_ingress_controller_requests',
      matchers: [],
      basePath: [
        { form: 'path', label: 'path' },
        { form: 'name', label: 'ingress' },
      ],
      outcomeLabels: ['status'],
    },
  ],
  outcome: (labels) => outcomeOfHttpStatus(labels['status']),
  whenAbsent:
    'The ingress-nginx controller writes per-ingress metrics unless it runs with --enable-metrics=false, and only for hosts that an ingress names (else --metrics-per-host=false).',
};
