import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { stringify } from 'yaml';
import { FileRoverStore } from '../../src/declarations/rover-api/rover-store/file-rover-store.js';
import { SystemClock } from '../../src/platform/clock/system-clock.js';
import { Random } from '../support/random.js';
import { freePort } from '../support/servers/free-port.js';
import { HeartbeatService } from '../support/servers/heartbeat-service.js';
import { answers, eventually, RealProcess } from '../support/servers/real-process.js';
import { roverOf, RoversClient } from '../support/servers/rovers-client.js';

const TOKEN = 'the-token-of-the-platform';
const KILLS = 100;
const KILLS_OF_THE_SERVICE = 6;

describe('Rovers that were acknowledged', () => {
  let folder: string;
  const stored = (): string => join(folder, 'data/rovers');
  const settings = (): Record<string, unknown> => {
    const tokenFile = join(folder, 'token');
    writeFileSync(tokenFile, TOKEN);
    return {
      storage: { url: `file:${join(folder, 'data/heartbeat.db')}` },
      access: { tokens: [{ name: 'platform', tokenFile, basePaths: ['/*'] }] },
    };
  };

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'heartbeat-store-'));
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  it(`are all there after ${KILLS} times kill -9 in the midst of writes`, async () => {
    const random = new Random(7);
    const acknowledged = new Map<string, number>();
    let version = 0;
    for (let kill = 0; kill < KILLS; kill++) {
      const writer = spawn(process.execPath, [
        'test/support/servers/rover-writer.js',
        join(folder, 'data'),
        String(version),
      ]);
      let killIn = random.between(1, 12);
      for await (const line of createInterface(writer.stdout)) {
        const [name, written] = line.split(' ') as [string, string];
        acknowledged.set(name, Number(written));
        version = Number(written) + 1;
        if (--killIn === 0) writer.kill('SIGKILL');
      }
      if (writer.exitCode === null && writer.signalCode === null) await once(writer, 'exit');
      expect(writer.signalCode).toBe('SIGKILL');
      const store = new FileRoverStore(join(folder, 'data'), new SystemClock());
      expect(await store.claim()).toBe('taken');
      const { rovers, damaged } = await store.load();
      await store.close();
      expect(damaged).toEqual([]);
      const kept = new Map(rovers.map(({ name, text }) => [name, Number(/^version: (\d+)/.exec(text)![1])]));
      // The write in whose midst it was killed may have been kept, too.
      for (const [name, least] of acknowledged) expect(kept.get(name)).toBeGreaterThanOrEqual(least);
      expect(Math.max(...kept.values())).toBeLessThanOrEqual(version);
      expect(readdirSync(stored()).filter((name) => name.endsWith('.tmp'))).toEqual([]);
    }
    expect(acknowledged.size).toBe(5);
  }, 90_000);

  it('by the service are in force again after kill -9', async () => {
    const service = await HeartbeatService.start(settings());
    const client = new RoversClient(service.url, TOKEN);
    const acknowledged = new Map<string, number>();
    const random = new Random(11);
    for (let kill = 0, version = 0; kill < KILLS_OF_THE_SERVICE; kill++) {
      const writers = Array.from({ length: 4 }, async (_, index) => {
        for (;;) {
          const name = `r-${index}`;
          const next = ++version;
          const reply = await client.put(name, roverOf(name, `/r${index}/v${next}`)).catch(() => undefined);
          if (!reply) return;
          expect([200, 201]).toContain(reply.status);
          acknowledged.set(name, next);
        }
      });
      const before = version;
      const writes = random.between(5, 25);
      await eventually('some writes', 5_000, async () => version > before + writes);
      await service.process.stop('SIGKILL');
      await Promise.all(writers);
      await service.ready();
      for (const [name, least] of acknowledged) {
        const { exposures } = (await client.get(`/${name}`)).json as { exposures: { basepath: string }[] };
        expect(Number(/v(\d+)$/.exec(exposures[0]!.basepath)![1])).toBeGreaterThanOrEqual(least);
      }
    }
    expect(acknowledged.size).toBe(4);
    await service.process.remove();
  }, 90_000);

  it('belong to one of two processes, and to the other once that has ended', async () => {
    const first = await HeartbeatService.start(settings());
    const one = new RoversClient(first.url, TOKEN);
    await one.put('a', roverOf('a', '/a/v1'));
    const second = await HeartbeatService.start(settings());
    const two = new RoversClient(second.url, TOKEN);
    expect((await two.get('/a')).status).toBe(200);
    const refused = await two.put('b', roverOf('b', '/b/v1'));
    expect([refused.status, refused.json.type]).toEqual([503, '/problems/rover-not-kept']);
    expect(refused.json.detail).toContain(`process ${first.process.pid} on `);
    const reader = await HeartbeatService.start({ storage: settings()['storage'] });
    const three = new RoversClient(reader.url, TOKEN);
    expect((await one.put('c', roverOf('c', '/c/v1'))).status).toBe(201);
    expect((await one.delete('a')).status).toBe(204);
    for (const other of [two, three])
      await eventually('the other knows all', 10_000, async () => {
        return (await other.get('/c')).status === 200 && (await other.get('/a')).status === 404;
      });
    await reader.process.remove();
    await first.process.remove();
    await eventually(
      'the other may write',
      10_000,
      async () => (await two.put('c', roverOf('c', '/c/v2'))).status === 200,
    );
    expect((await two.put('b', roverOf('b', '/b/v1'))).status).toBe(201);
    await second.process.remove();
  }, 60_000);

  it('stay in force where the data folder is removed, and nothing is acknowledged until it is back', async () => {
    const service = await HeartbeatService.start(settings());
    const client = new RoversClient(service.url, TOKEN);
    expect((await client.put('a', roverOf('a', '/a/v1'))).status).toBe(201);
    renameSync(join(folder, 'data'), join(folder, 'elsewhere'));
    const lost = await client.put('b', roverOf('b', '/b/v1'));
    expect([lost.status, lost.json.type]).toEqual([503, '/problems/rover-not-kept']);
    await eventually('a warning', 10_000, async () => service.process.output.includes('"rovers cannot be written"'));
    expect(service.process.output).toContain('was removed while Heartbeat runs');
    expect((await client.get('/a')).json).toMatchObject({ exposures: [{ basepath: '/a/v1' }] });
    expect(readdirSync(folder)).not.toContain('data');
    renameSync(join(folder, 'elsewhere'), join(folder, 'data'));
    expect((await client.put('b', roverOf('b', '/b/v1'))).status).toBe(201);
    expect((await client.get('/a')).status).toBe(200);
    await service.process.remove();
  }, 60_000);

  it('stay in force where a new version cannot be kept, and what is damaged is told', async () => {
    mkdirSync(stored(), { recursive: true });
    writeFileSync(join(stored(), 'broken.yaml'), 'nonsense');
    const port = await freePort();
    const limited = new RealProcess('sh', (own) => {
      const file = join(own, 'heartbeat.yaml');
      writeFileSync(file, stringify({ ...settings(), http: { port, host: '127.0.0.1', drain: '0s' } }));
      // No file of this process may become larger than 16 blocks, as on a disk that is full.
      return ['-c', 'ulimit -f 16; exec "$0" "$@"', process.execPath, 'dist/cli/heartbeat.js', 'serve', '-c', file];
    });
    await limited.start(() => answers(`http://127.0.0.1:${port}/health/ready`));
    const client = new RoversClient(`http://127.0.0.1:${port}`, TOKEN);

    expect((await client.get('/broken')).json).toMatchObject({
      condition: 'Rejected',
      problems: [{ code: 'DAMAGED' }],
    });
    expect(limited.output).toContain('"kept rover is not in force"');
    expect(readFileSync(join(stored(), 'broken.yaml.damaged'), 'utf8')).toBe('nonsense');
    expect((await client.put('broken', roverOf('broken', '/broken/v1'))).status).toBe(201);
    expect((await client.get('/broken')).json).toMatchObject({ condition: 'Accepted', problems: [] });

    expect((await client.put('a', roverOf('a', '/a/v1'))).status).toBe(201);
    const large = roverOf('a', ...Array.from({ length: 500 }, (_, index) => `/${'a'.repeat(100)}/${index}`));
    const full = await client.put('a', large);
    expect([full.status, full.json.type]).toEqual([507, '/problems/no-room-for-rover']);

    rmSync(stored(), { recursive: true });
    writeFileSync(stored(), 'a file where the folder was');
    const lost = await client.put('a', roverOf('a', '/a/v2'));
    expect([lost.status, lost.json.type]).toEqual([503, '/problems/rover-not-kept']);
    expect((await client.delete('a')).status).toBe(503);
    expect((await client.get('/a')).json).toMatchObject({ exposures: [{ basepath: '/a/v1' }] });
    expect(limited.output).toContain('"rover could not be kept, the old version stays in force"');
    await limited.remove();
  }, 60_000);
});
