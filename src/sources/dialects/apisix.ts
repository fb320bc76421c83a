import type { Dialect } from './dialect.js';
import { outcomeOfHttpStatus } from './http-status.js';

/** Apache APISIX (`apisix/plugins/prometheus/exporter.lua`); `matched_uri` is the base path with its wildcard. */
export const apisix: Dialect = {
  name: 'apisix',
  about: 'Apache APISIX, prometheus plugin.',
  counters: [
    {
      metric: 'apisix_http_status',
      matchers: [],
      basePath: [
        { form: 'path', label: 'matched_uri' },
        { form: 'name', label: 'route' },
      ],
      outcomeLabels: ['code'],
    },
  ],
  outcome: (labels) => outcomeOfHttpStatus(labels['code']),
  whenAbsent:
    'APISIX counts where its prometheus plugin is enabled globally or on the route; disabled_labels must keep matched_uri and code.',
};
