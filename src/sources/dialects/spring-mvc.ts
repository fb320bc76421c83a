import { PROCESS_START, type Dialect } from './dialect.js';
import { outcomeOfHttpStatus } from './status-outcome.js';

/**
 * Spring Cloud Gateway Server MVC, and every Spring Boot server: Micrometer's `http.server.requests`. `uri` is the
 * pattern of the route; `UNKNOWN`, `NOT_FOUND`, `REDIRECTION` and `root` stand for none.
 */
export const springMvc: Dialect = {
  name: 'spring-mvc',
  about: 'Spring Cloud Gateway Server MVC and Spring Boot, Micrometer http.server.requests.',
  counters: [
    {
      metric: 'http_server_requests_seconds_count',
      matchers: [{ label: 'uri', operator: '!~', value: '/actuator(?:/.*)?' }],
      basePath: [{ form: 'path', label: 'uri' }],
      outcomeLabels: ['status'],
    },
  ],
  startFacts: [PROCESS_START],
  outcome: (labels) => outcomeOfHttpStatus(labels['status']),
  whenAbsent:
    'Spring Boot counts with spring-boot-starter-actuator and micrometer-registry-prometheus; the endpoint prometheus must be exposed (management.endpoints.web.exposure.include).',
  whenUnmapped:
    'only routes with a Path predicate have their pattern in the label uri; the others appear as UNKNOWN, and cannot be told apart',
};
