import { once } from 'node:events';
import { Agent, createServer, request as httpRequest } from 'node:http';

/** After so long without a request of it, a poll has ended. */
const QUIET_MS = 1_500;

/** Sends one request as it stands and reads the answer to its end. */
export function exchange({ method, path, headers, body }, { url, agent, onHead, onData }) {
  return new Promise((resolve, reject) => {
    const { hostname, port, host } = new URL(url);
    const sent = httpRequest({ hostname, port, method, path, agent, headers: { ...headers, host } }, (response) => {
      let bytes = 0;
      onHead?.(response);
      response.on('data', (chunk) => {
        bytes += chunk.length;
        onData?.(chunk);
      });
      response.on('end', () => resolve({ status: response.statusCode, bytes, headers: response.headers }));
      response.on('error', reject);
    });
    sent.on('error', reject).end(body);
  });
}

/** The moment that a query asks for; undefined for what is no part of a poll. */
function momentOf(body) {
  const form = new URLSearchParams(body);
  return form.get('query')?.includes(' default ') ? undefined : (form.get('time') ?? undefined);
}

/**
 * Stands between a source and a monitoring system, passes everything on, and tells each poll: its requests, the bodies
 * of its answers, and what `gauges` showed when it began and when it had ended, each a number by its name.
 */
export async function startProxy(url, gauges) {
  const agent = new Agent({ keepAlive: true });
  const polls = [];
  let poll;
  let waiting;
  let quiet;
  const read = () => Object.fromEntries(Object.entries(gauges).map(([name, gauge]) => [name, gauge()]));
  const close = () => {
    if (!poll) return;
    poll.after = read();
    polls.push(poll);
    poll = undefined;
    waiting?.();
  };
  /** A poll asks for the newest moment first. */
  const pollOf = (moment) => {
    clearTimeout(quiet);
    if (poll && Number(moment) > Number(poll.moment)) close();
    return (poll ??= { moment, before: read(), exchanges: [] });
  };
  const pass = async (request, response) => {
    let body = '';
    for await (const chunk of request) body += chunk;
    const { method, url: path, headers } = request;
    const moment = momentOf(body);
    const of = moment === undefined ? undefined : pollOf(moment);
    const chunks = [];
    const answer = await exchange(
      { method, path, headers, body },
      {
        url,
        agent,
        onHead: (head) => response.writeHead(head.statusCode, head.headers),
        onData: (chunk) => {
          chunks.push(chunk);
          response.write(chunk);
        },
      },
    );
    response.end();
    of?.exchanges.push({ method, path, headers, body, answer, bytes: Buffer.concat(chunks) });
    if (of) quiet = setTimeout(close, QUIET_MS);
  };
  const server = createServer((request, response) => void pass(request, response).catch(() => response.destroy()));
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  /** The next poll that ends; the bodies of others are let go. */
  const nextPoll = async () => {
    while (polls.length === 0) await new Promise((resolve) => (waiting = resolve));
    return polls.shift();
  };
  const end = () => {
    clearTimeout(quiet);
    server.closeAllConnections();
    server.close();
    agent.destroy();
  };
  return { url: `http://127.0.0.1:${server.address().port}`, nextPoll, end };
}
