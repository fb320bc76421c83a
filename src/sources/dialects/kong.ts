import type { Dialect } from './dialect.js';
import { outcomeOfHttpStatus } from './http-status.js';

/** Kong 3 and later, prometheus plugin (`kong/plugins/prometheus/exporter.lua`). */
export const kong: Dialect = {
  name: 'kong',
  about: 'Kong Gateway 3.0 and later, prometheus plugin with `status_code_metrics: true`.',
  metrics: ['kong_http_requests_total'],
  matchers: [],
  basePath: [{ form: 'name', label: 'route' }],
  outcomeLabels: ['code'],
  outcome: (labels) => outcomeOfHttpStatus(labels['code']),
  whenAbsent:
    'Kong 3 counts requests by status only when its prometheus plugin is configured with status_code_metrics: true (off by default).',
};
