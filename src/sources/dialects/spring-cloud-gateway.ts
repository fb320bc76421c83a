import type { Dialect } from './dialect.js';
import { outcomeOfHttpStatus } from './http-status.js';

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
  outcome: (labels) => outcomeOfHttpStatus(labels['httpStatusCode']),
  whenAbsent:
    'Spring Cloud Gateway counts with spring.cloud.gateway.metrics.enabled=true and spring-boot-starter-actuator; the path label is off by default (…metrics.tags.path.enabled).',
};
