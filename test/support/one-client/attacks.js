import { setTimeout as sleep } from 'node:timers/promises';
import { client, crowd, head, statusOf } from './clients.js';
import { BODIES, PUT_ROVER, rover, YAML_SHAPES } from './bodies.js';

/**
 * What one client sends to stall the others. Each says what answers are right, where it looks at them; `routes` is every
 * route that the service has, as `METHOD /path`.
 */
export function attacksOf(routes) {
  return [...onEachRoute(routes), ...onEachBody(routes), ...YAML, ...JSON_BODIES, ...HEADS, ...READERS, ...CROWDS];
}

const concrete = (route) => route.replace(/:\w+/, 'load-1').replace('*', 'swagger-ui-bundle.js');

function onEachRoute(routes) {
  return routes.map((route) => ({
    name: `1 000 pipelined ${route}, on 20 connections, nothing read`,
    run: (service) =>
      crowd(service, 20, head(service, concrete(route), service.credentials).repeat(1_000), { reads: false }),
  }));
}

/** A write route without an entry in BODIES is a mistake: what is largest there? */
function onEachBody(routes) {
  return routes
    .filter((route) => /^(?:PUT|POST|PATCH) /.test(route))
    .flatMap((route) => {
      const bodies = BODIES[route];
      if (!bodies) throw new Error(`test/support/one-client/bodies.js: say what the largest bodies of ${route} are`);
      return Object.entries(bodies).map(([name, body]) => ({ name: `${route}: ${name}`, run: sending(body) }));
    });
}

/** Sends a body five times, one after another; every answer has to have one of the statuses. */
function sending({ path, headers, body, statuses }) {
  return async (service) => {
    const length = `content-length: ${Buffer.byteLength(body)}`;
    for (let times = 0; times < 5; times++) {
      const status = await statusOf(service, head(service, path, [...service.credentials, ...headers, length]), body);
      if (!statuses.includes(status)) throw new Error(`answered ${status}; right: ${statuses.join(', ')}`);
    }
    return [];
  };
}

const YAML = Object.entries(YAML_SHAPES).map(([name, body]) => ({
  name: `YAML: ${name}`,
  run: sending({ ...PUT_ROVER, headers: ['content-type: application/yaml'], body, statuses: [200, 201, 400, 422] }),
}));

const JSON_SHAPES = {
  'as deep as 256 KiB are': `${'['.repeat(131_000)}${']'.repeat(131_000)}`,
  'as wide as 256 KiB are': `{${Array.from({ length: 26_000 }, (_, key) => `"${key}":0`).join()}}`,
  '1 000 keys that are not known': JSON.stringify({
    ...rover(1),
    ...Object.fromEntries(Array.from({ length: 1_000 }, (_, key) => [`nonsense${key}`, key])),
  }),
};
const JSON_BODIES = Object.entries(JSON_SHAPES).map(([name, body]) => ({
  name: `JSON: ${name}`,
  run: sending({ ...PUT_ROVER, headers: ['content-type: application/json'], body, statuses: [200, 201, 400, 422] }),
}));

const LONG = 'x'.repeat(15_000);
const HEADS = [
  ['a header of 15 kB', (service) => head(service, 'GET /heartbeats/details?basepath=/team/api-1/v1', [`x: ${LONG}`])],
  ['64 headers', (service) => head(service, 'GET /rovers', manyHeaders(63))],
  ['1 000 headers', (service) => head(service, 'GET /rovers', manyHeaders(1_000))],
  ['a header of 100 kB', (service) => head(service, 'GET /rovers', [`x: ${'x'.repeat(100_000)}`])],
  ['a URL of 15 kB', (service) => head(service, `GET /heartbeats?basepath=/${LONG}`)],
  ['500 base paths in a URL', (service) => head(service, `GET /heartbeats?${parameters(500)}`)],
  ['1 000 parameters', (service) => head(service, `GET /heartbeats?${parameters(1_000)}`)],
  [
    'an Accept-Encoding of 15 kB',
    (service) => head(service, 'GET /heartbeats', [`accept-encoding: ${'a,'.repeat(7_500)}`]),
  ],
  [
    'an If-None-Match of 15 kB',
    (service) => head(service, 'GET /heartbeats', [`if-none-match: ${'"a",'.repeat(3_700)}`]),
  ],
].map(([name, bytes]) => ({
  name: `${name}, pipelined on 20 connections`,
  run: (service) => crowd(service, 20, bytes(service).repeat(50)),
}));

const manyHeaders = (count) => Array.from({ length: count }, (_, header) => `x-${header}: y`);
const parameters = (count) => Array.from({ length: count }, (_, api) => `basepath=/t/${api}`).join('&');

const READERS = [
  '/heartbeats',
  '/heartbeats?status=UNKNOWN',
  '/rovers?limit=1000',
  '/rovers/load-1',
  '/api-docs/swagger-ui-bundle.js',
  '/openapi.json',
  '/metrics',
].map((path) => ({
  name: `200 connections that ask for ${path} and do not read`,
  run: (service) => crowd(service, 200, head(service, `GET ${path}`), { reads: false }),
}));

const CROWDS = [
  { name: '3 000 connections that say nothing', run: (service) => crowd(service, 3_000, '') },
  {
    name: '500 connections, each a request of its own that nothing is kept for',
    run: (service) =>
      crowd(service, 500, (index) => head(service, `GET /heartbeats?status=UNKNOWN&limit=1000&offset=${index}`)),
  },
  {
    name: '500 connections, each a page of Rovers of its own',
    run: (service) =>
      crowd(service, 500, (index) => head(service, `GET /rovers?limit=1000&basepath=/load/*&basepath=/${index}`)),
  },
  {
    name: '300 wrong tokens on 30 connections',
    run: (service) =>
      crowd(service, 30, head(service, 'DELETE /rovers/load-1', ['authorization: Bearer wrong']).repeat(10)),
  },
  {
    name: 'a head, one byte at a time, on 200 connections',
    run: async (service) => {
      const sockets = Array.from({ length: 200 }, () => client(service, ''));
      const bytes = head(service, 'GET /heartbeats');
      for (const byte of bytes) {
        for (const socket of sockets) if (socket.writable) socket.write(byte);
        await sleep(10);
      }
      return sockets;
    },
  },
  {
    name: 'a body, one byte at a time, on 100 connections',
    run: async (service) => {
      const headers = [...service.credentials, 'content-type: application/json', 'content-length: 262144'];
      const sockets = Array.from({ length: 100 }, () => client(service, head(service, PUT_ROVER.path, headers)));
      for (let byte = 0; byte < 150; byte++) {
        for (const socket of sockets) if (socket.writable) socket.write(' ');
        await sleep(10);
      }
      return sockets;
    },
  },
];
