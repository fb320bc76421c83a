import { PROCESS_START, type Dialect } from './dialect.js';
import { outcomeOfHttpStatus } from './status-outcome.js';

/** The NGINX ingress controller (`internal/ingress/metric/collectors/socket.go`); `path` is the path of the rule. */
export const ingressNginx: Dialect = {
  name: 'ingress-nginx',
  about: 'Kubernetes ingress-nginx controller.',
  counters: [
    {
      metric: 'nginx_ingress_controller_requests',
      matchers: [],
      basePath: [
        { form: 'path', label: 'path', within: 'host' },
        { form: 'name', label: 'ingress', within: 'namespace' },
      ],
      outcomeLabels: ['status'],
    },
  ],
  startFacts: [PROCESS_START],
  outcome: (labels) => outcomeOfHttpStatus(labels['status']),
  whenAbsent:
    'The ingress-nginx controller counts only with --enable-metrics=true (off by default since 1.11.3, and in its Helm chart: controller.metrics.enabled), and only for hosts that an ingress names; wildcard hosts need --metrics-per-host=false.',
  whenUnmapped:
    'series without a path are those of the default backend; an ingress for / is listed under mapping.names, as namespace/name or host/path where there are several',
};
