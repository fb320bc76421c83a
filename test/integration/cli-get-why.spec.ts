import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { heartbeat } from '../support/heartbeat-command.js';
import { HeartbeatService } from '../support/servers/heartbeat-service.js';

const MANY = Array.from({ length: 120 }, (_, index) => `/eni/api-${String(index).padStart(3, '0')}/v1`);

/** What `GET /heartbeats/details` says of one base path. */
function detailsOf(basepath: string): object {
  const lastMinute = { requests: 2, failures: 1 };
  const evidence = [{ source: 'edge', kind: 'traffic', requests: 10, failures: 4, asOf: null }];
  const counts = { successRatio: 0.6, requests: 10, failures: 4, clientErrors: 0, lastMinute };
  return { basepath, status: 'DOWN', reason: 'success-ratio', since: '2026-11-27T01:00:00.000Z', ...counts, evidence };
}

describe('heartbeat get --why', () => {
  let server: Server;
  let url: string;
  let listed: readonly string[] = [];
  let takesMany = true;
  let underWay = 0;
  let most = 0;
  let questions: number[] = [];
  let refusal = 200;

  beforeAll(async () => {
    server = createServer((request, response) => {
      const { pathname, searchParams } = new URL(request.url!, 'http://a');
      const asked = searchParams.getAll('basepath');
      if (pathname === '/heartbeats')
        return response.end(JSON.stringify(listed.map((basepath) => ({ basepath, status: 'DOWN' }))));
      questions.push(asked.length);
      most = Math.max(most, ++underWay);
      const answer = (status: number, body: object): unknown => {
        underWay--;
        return response.writeHead(status).end(JSON.stringify(body));
      };
      // As long as it takes for others to come.
      return setTimeout(() => {
        if (refusal !== 200) return answer(refusal, { detail: 'not now' });
        if (asked.length === 1) return answer(200, detailsOf(asked[0]!));
        return takesMany ? answer(200, asked.map(detailsOf)) : answer(400, { detail: 'basepath is a list' });
      }, 20);
    }).listen(0, '127.0.0.1');
    await once(server, 'listening');
    url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  });

  beforeEach(() => {
    [questions, most, takesMany, refusal] = [[], 0, true, 200];
  });

  afterAll(() => {
    server.close();
  });

  it('shows reason, numbers and sources below each base path', async () => {
    listed = ['/a'];
    expect(await heartbeat(['get', '--why', '--url', url])).toEqual({
      code: 1,
      err: '',
      out: [
        '/a  DOWN',
        '    success-ratio; since 2026-11-27T01:00:00.000Z',
        '    10 requests, 4 failed (60 % succeeded); last minute: 2 requests, 1 failed',
        '    edge (traffic): 10 requests, 4 failed; never any evidence',
        '',
      ].join('\n'),
    });
  });

  it('asks for fifty at a time', async () => {
    listed = MANY;
    const { code, out, err } = await heartbeat(['get', '--why', '--json', '--url', url]);
    expect([code, err, questions.toSorted((a, b) => a - b)]).toEqual([1, '', [20, 50, 50]]);
    const basepaths = (JSON.parse(out) as { basepath: string }[]).map(({ basepath }) => basepath);
    expect(basepaths.toSorted()).toEqual(MANY);
  });

  it('asks an older Heartbeat one by one, at most eight at once', async () => {
    listed = MANY;
    takesMany = false;
    const { code, out, err } = await heartbeat(['get', '--why', '--url', url]);
    expect([code, err]).toEqual([1, '']);
    expect(out.match(/ {4}success-ratio;/g)).toHaveLength(MANY.length);
    expect(questions.filter((count) => count === 1)).toHaveLength(MANY.length);
    expect(most).toBeGreaterThan(1);
    expect(most).toBeLessThanOrEqual(8);
  });

  it('shows the status alone, and says so, where reasons cannot be had', async () => {
    [listed, refusal] = [['/a'], 503];
    expect(await heartbeat(['get', '--why', '--url', url])).toEqual({
      code: 1,
      out: '/a  DOWN\n',
      err: `could not ask ${url}/: it answers 503: not now\n`,
    });
  });
});

it('heartbeat get --why explains what a running service says, of one and of several', async () => {
  const service = await HeartbeatService.start({ apis: { basePaths: ['/eni/a/v1', '/eni/b/v1'] } });
  const why = '    no-data: no source has ever seen it; heartbeat doctor says why; since ';
  for (const [args, count] of [
    [['/eni/a/v1'], 1],
    [[], 2],
  ] as const) {
    const { code, out, err } = await heartbeat(['get', '--why', ...args, '--url', service.url]);
    expect([code, err, out.split('\n').filter((line) => line.startsWith(why)).length]).toEqual([2, '', count]);
  }
  await service.process.remove();
}, 40_000);
