import { PROCESS_START, type Dialect } from './dialect.js';
import { outcomeOfHttpStatus } from './status-outcome.js';

/** Apache APISIX (`apisix/plugins/prometheus/exporter.lua`); `matched_uri` is the base path with its wildcard. */
export const apisix: Dialect = {
  name: 'apisix',
  about: 'Apache APISIX, prometheus plugin.',
  counters: [
    {
      metric: 'apisix_http_status',
      matchers: [],
      basePath: [
        { form: 'path', label: 'matched_uri', within: 'matched_host' },
        { form: 'name', label: 'route' },
      ],
      outcomeLabels: ['code'],
    },
  ],
  startFacts: [PROCESS_START],
  lossCounters: ['apisix_nginx_metric_errors_total'],
  whenLosing:
    "the memory for APISIX's metrics is full: raise the shared dictionary prometheus-metrics under nginx_config (10m by default), or let series expire",
  outcome: (labels) => outcomeOfHttpStatus(labels['code']),
  whenAbsent:
    'APISIX counts where its prometheus plugin is enabled globally or on the route; disabled_labels must keep matched_uri and code; metric_prefix must be apisix_.',
  whenLabelAbsent: { matched_uri: 'take matched_uri out of disabled_labels of the prometheus plugin' },
  whenUnmapped:
    'routes for /* appear by their id, or by their name with prefer_name: true: list them under mapping.names',
};
