import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { CountingExporter } from '../support/servers/counting-exporter.js';
import { HeartbeatService } from '../support/servers/heartbeat-service.js';
import { describeWith, eventually, findProgram, RealProcess } from '../support/servers/real-process.js';

const CLIENTS = ['sh', 'node', 'python3', 'go'] as const;

/** How to run the example for `program`; what is compiled comes into `folder`. */
function commandOf(program: (typeof CLIENTS)[number], folder: string): [command: string, ...args: string[]] {
  const path = findProgram(program)!;
  if (program === 'sh') return [path, 'examples/clients/watch-api.sh'];
  if (program === 'node') return [path, 'examples/clients/watch-api.mjs'];
  if (program === 'python3') return [path, 'examples/clients/watch_api.py'];
  const built = join(folder, 'watch-api');
  execFileSync(path, ['build', '-o', built, 'examples/clients/watch_api.go']);
  return [built];
}

describeWith(['curl', ...CLIENTS], 'the example clients', () => {
  const folder = mkdtempSync(join(tmpdir(), 'heartbeat-clients-'));
  let exporter: CountingExporter;
  let service: HeartbeatService;
  let clients: { name: string; process: RealProcess }[] = [];

  const printed = (): Record<string, string[]> =>
    Object.fromEntries(clients.map(({ name, process }) => [name, process.output.trim().split('\n')]));
  const all = (...lines: string[]) => Object.fromEntries(clients.map(({ name }) => [name, lines]));
  const unchanged = async (): Promise<number> => {
    const metrics = await (await fetch(`${service.url}/metrics`)).text();
    const counts = [...metrics.matchAll(/^heartbeat_http_requests?_total\{[^}]*status="304"[^}]*\} (\d+)/gm)];
    return counts.reduce((sum, [, count]) => sum + Number(count), 0);
  };

  beforeAll(async () => {
    exporter = await CountingExporter.start();
    exporter.count('eni-echo-v1', '200');
    service = await HeartbeatService.start({
      window: { length: '10s', bucket: '1s' },
      evaluation: { every: '1s', staleAfter: '10s' },
      apis: { basePaths: ['/eni/echo/v1'] },
      sources: [
        {
          kind: 'gateway-scrape',
          name: 'edge',
          urls: [`http://${exporter.address}/metrics`],
          dialect: 'kong',
          scrapeEvery: '1s',
        },
      ],
    });
    clients = CLIENTS.map((name) => {
      const [command, ...args] = commandOf(name, folder);
      return { name, process: new RealProcess(command, () => [...args, service.url, '/eni/echo/v1']) };
    });
    await Promise.all(
      clients.map(({ process }) => process.start(async () => /^UNKNOWN$/m.test(process.output), 90_000)),
    );
  }, 120_000);

  afterAll(async () => {
    await Promise.all(clients.map(({ process }) => process.remove()));
    await service.process.remove();
    await exporter.stop();
    rmSync(folder, { recursive: true });
  });

  it('print each status once, as it changes, and let what has not changed be answered by 304', async () => {
    const traffic = setInterval(() => exporter.count('eni-echo-v1', '200', 20), 300);
    await eventually('UP everywhere', 30_000, async () => clients.every(({ process }) => /^UP$/m.test(process.output)));
    const before = await unchanged();
    await eventually('304', 30_000, async () => (await unchanged()) >= before + clients.length);
    clearInterval(traffic);
    const failing = setInterval(() => exporter.count('eni-echo-v1', '503', 20), 300);
    await eventually('DOWN everywhere', 30_000, async () =>
      clients.every(({ process }) => /^DOWN$/m.test(process.output)),
    );
    clearInterval(failing);
    expect(printed()).toEqual(all('UNKNOWN', 'UP', 'DOWN'));
  }, 120_000);
});
