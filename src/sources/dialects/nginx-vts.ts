import type { Dialect } from './dialect.js';
import { outcomeOfHttpStatus } from './status-outcome.js';

/** Older versions write the sum of all classes beside them. */
const SUM = { label: 'code', operator: '!=', value: 'total' } as const;

/**
 * NGINX with nginx-module-vts (`src/ngx_http_vhost_traffic_status_display_prometheus.h`): filter zones, whose key may be
 * the base path itself, else server zones. `nginx_vts_start_time_seconds` is when the configuration was loaded; the
 * counters outlive that, so it is not when they began.
 */
export const nginxVts: Dialect = {
  name: 'nginx-vts',
  about: 'NGINX with nginx-module-vts; per filter zone, else per server zone.',
  counters: [
    {
      metric: 'nginx_vts_filter_requests_total',
      // In older versions the class stands in the label direction.
      matchers: [SUM, { ...SUM, label: 'direction' }],
      basePath: [{ form: 'path', label: 'filter_name', within: 'filter' }],
      outcomeLabels: ['code', 'direction'],
    },
    {
      metric: 'nginx_vts_server_requests_total',
      // The zone * is the sum of all others.
      matchers: [SUM, { label: 'host', operator: '!~', value: '[*]' }],
      basePath: [{ form: 'name', label: 'host' }],
      outcomeLabels: ['code'],
    },
  ],
  startFacts: [],
  outcome: (labels) => outcomeOfHttpStatus(labels['code'] || labels['direction']),
  whenAbsent:
    'NGINX writes it with vhost_traffic_status_zone in http and vhost_traffic_status_display in a location, at the address that ends in /format/prometheus.',
  whenLabelAbsent: {
    filter_name: 'the filter must be of the form vhost_traffic_status_filter_by_set_key /eni/echo/v1 basepath',
  },
  whenUnmapped:
    'give each location of an API vhost_traffic_status_filter_by_set_key with its base path as the key, or list the host under mapping.names',
};
