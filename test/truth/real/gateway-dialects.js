// How the scripted gateways write their pages, and how the plain way asks for what they count.
const statusOf = (code) => code;
const classOf = (code) => `${code[0]}xx`;

const startedAt = (name) => (process, clock) =>
  `# TYPE ${name} gauge\n${name} ${(clock.wallMs(process.startS * 1000) / 1000).toFixed(2)}\n`;
const uptime = (process, clock) => {
  const seconds = Math.floor((Date.now() - clock.wallMs(process.startS * 1000)) / 1000);
  return `# TYPE envoy_server_uptime gauge\nenvoy_server_uptime{} ${seconds}\n`;
};

export const GATEWAY_DIALECTS = {
  kong: {
    metric: 'kong_http_requests_total',
    route: 'route',
    code: 'code',
    codeOf: statusOf,
    more: ',service="upstream",source="service"',
    started: startedAt('process_start_time_seconds'),
  },
  envoy: {
    metric: 'envoy_cluster_upstream_rq',
    route: 'envoy_cluster_name',
    code: 'envoy_response_code',
    codeOf: statusOf,
    more: '',
    started: uptime,
  },
  haproxy: {
    metric: 'haproxy_backend_http_responses_total',
    route: 'proxy',
    code: 'code',
    codeOf: classOf,
    more: '',
    started: startedAt('haproxy_process_start_time_seconds'),
  },
  traefik: {
    metric: 'traefik_router_requests_total',
    route: 'router',
    code: 'code',
    codeOf: statusOf,
    more: ',method="GET",protocol="http"',
    started: startedAt('process_start_time_seconds'),
  },
};

export const DIALECT_NAMES = Object.keys(GATEWAY_DIALECTS);

/** The name under which gateways count a base path. */
export const routeOf = (basePath) => basePath.slice(1).replaceAll('/', '-');

/** A page: counters as `basePath|code[|more]`, and what the process says of its start. */
export function pageText(dialectName, { counters, process, facts, clock }) {
  const { metric, route, code, codeOf, more, started } = GATEWAY_DIALECTS[dialectName];
  const lines = [`# HELP ${metric} Requests by status.`, `# TYPE ${metric} counter`];
  for (const [key, value] of counters) {
    const [basePath, status, label] = key.split('|');
    const extra = label === undefined ? '' : `,generation="${label}"`;
    lines.push(`${metric}{${route}="${routeOf(basePath)}",${code}="${codeOf(status)}"${more}${extra}} ${value}`);
  }
  return `${lines.join('\n')}\n${facts ? started(process, clock) : ''}`;
}

/** Rates by fleet, route and status, as somebody asks for them who has no Heartbeat. */
export function plainQuery(dialectName, rangeMs) {
  const { metric, route, code } = GATEWAY_DIALECTS[dialectName];
  return `sum by (fleet, ${route}, ${code}) (rate(${metric}[${rangeMs}ms]))`;
}

/** Requests and failures a second by base path, out of an answer to `plainQuery`. */
export function ratesOf(dialectName, result) {
  const { route, code } = GATEWAY_DIALECTS[dialectName];
  const rates = new Map();
  for (const { metric, value } of result) {
    const total = rates.get(metric[route]) ?? { requests: 0, failures: 0 };
    total.requests += Number(value[1]);
    if (metric[code].startsWith('5')) total.failures += Number(value[1]);
    rates.set(metric[route], total);
  }
  return rates;
}
