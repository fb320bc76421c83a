import { PROCESS_START, type Dialect } from './dialect.js';
import { outcomeOfHttpStatus } from './status-outcome.js';

/** Spring Cloud Gateway (`GatewayMetricsFilter`); `status` is the name of a status, `httpStatusCode` its number or `NA`. */
export const springCloudGateway: Dialect = {
  name: 'spring-cloud-gateway',
  about: 'Spring Cloud Gateway, Micrometer.',
  counters: [
    {
      metric: 'spring_cloud_gateway_requests_seconds_count',
      matchers: [],
      basePath: [
        { form: 'path', label: 'path' },
        { form: 'name', label: 'routeId' },
      ],
      outcomeLabels: ['httpStatusCode'],
    },
  ],
  startFacts: [PROCESS_START],
  outcome: (labels) => outcomeOfHttpStatus(labels['httpStatusCode']),
  whenAbsent:
    'Spring Cloud Gateway counts with spring-boot-starter-actuator, micrometer-registry-prometheus and spring.cloud.gateway.metrics.enabled=true (spring.cloud.gateway.server.webflux.metrics.enabled since 4.3).',
  whenUnmapped:
    'switch the path label on (spring.cloud.gateway.metrics.tags.path.enabled, since 5.0 spring.cloud.gateway.server.webflux.metrics.path-tags.enabled), or give routes the ids eni-echo-v1, or list the ids under mapping.names',
};
