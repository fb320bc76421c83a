import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import '../../../src/declarations/rover-api/rover-problems.js';
import { HeartbeatSettings } from '../../../src/config/heartbeat.settings.js';
import { problemKinds } from '../../../src/platform/http/problem.js';
import { readSettings } from '../../../src/platform/settings/read-settings.js';
import { PinoLog } from '../../../src/platform/telemetry/pino-log.js';
import { createHeartbeat } from '../../../src/service.js';

const KINDS = [...problemKinds().values()];
/** The chapters of problems, by slug, each on one line. */
const CHAPTERS = new Map(
  readFileSync('docs/errors.md', 'utf8')
    .split(/^## /m)
    .flatMap((chapter) => {
      const [, slug, text] = /^`\/problems\/([\w-]+)`\n([\s\S]*)$/.exec(chapter) ?? [];
      return slug === undefined ? [] : [[slug, text!.replaceAll(/\s+/g, ' ').trim()] as const];
    }),
);
const folder = mkdtempSync(join(tmpdir(), 'heartbeat-problems-'));

afterAll(() => rmSync(folder, { recursive: true }));

describe.each(['', '/eni/heartbeat/v1'])('the pages of problems, below the prefix "%s"', (prefix) => {
  let app: NestFastifyApplication;
  let origin: string;

  beforeAll(async () => {
    const settings = readSettings(HeartbeatSettings, { http: { prefix } }, { environment: {}, folder });
    ({ app } = await createHeartbeat(settings, new PinoLog('silent')));
    await app.listen({ port: 0, host: '127.0.0.1' });
    origin = await app.getUrl();
  }, 60_000);

  afterAll(() => app.close());

  it.each(['/heartbeats?limit=x', '/rovers/nobody'])('are where the type of a problem leads: %s', async (path) => {
    const url = `${origin}${prefix}${path}`;
    const { type, title } = (await (await fetch(url)).json()) as { type: string; title: string };
    const page = await fetch(new URL(type, url));
    expect([page.status, page.headers.get('content-type')]).toEqual([200, 'text/html; charset=utf-8']);
    expect(page.headers.get('content-security-policy')).toMatch(/^default-src 'none';/);
    expect(await page.text()).toContain(`<h1>${title}</h1>`);
  });

  it.each(KINDS)('say what $slug means, with an example that is such a problem', async ({ slug, status, title }) => {
    const page = await fetch(`${origin}${prefix}/problems/${slug}`);
    const html = await page.text();
    expect([page.status, html.includes(`<p>Status ${status}. `)]).toEqual([200, true]);
    const shown = /<pre>([\s\S]*)<\/pre>/.exec(html)![1]!.replaceAll('&lt;', '<').replaceAll('&gt;', '>');
    expect(JSON.parse(shown.replaceAll('&amp;', '&'))).toMatchObject({ type: `/problems/${slug}`, title, status });
    expect(html).not.toContain('`');
  });

  it.each(['nothing', '..', 'constructor', '__proto__', ''])('are no others: %s', async (slug) => {
    expect((await fetch(`${origin}${prefix}/problems/${encodeURIComponent(slug)}`)).status).toBe(404);
  });
});

describe('docs/errors.md', () => {
  it('has a chapter for each kind of problem, and no other', () => {
    expect([...CHAPTERS.keys()].toSorted()).toEqual(KINDS.map(({ slug }) => slug).toSorted());
    expect(KINDS.length).toBeGreaterThan(10);
  });

  it.each(KINDS)('says of $slug what its page says', ({ slug, status, about }) => {
    expect(CHAPTERS.get(slug)).toMatch(new RegExp(`^Status ${status}[.,]`));
    expect(CHAPTERS.get(slug)).toContain(about);
  });
});
