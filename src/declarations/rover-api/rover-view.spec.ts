import { describe, expect, it } from '@jest/globals';
import { parseBasePath } from '../../catalogue/base-path.js';
import { DeclaredRovers } from '../declared-rovers.js';
import { ExposureWatchers } from '../../catalogue/exposure-watchers.js';
import { LiveCatalogue } from '../../catalogue/live-catalogue.js';
import type { Exposure } from '../rover-files.js';
import { roverView } from './rover-view.js';
import { readRover } from '../rover-yaml/rover-document.js';

const PULSE = `{ method: POST, body: canary-body, headers: { X-A: canary-header, X-Key: { secretRef: canary-ref } },
  interval: 15s, timeout: 800ms, auth: { basic: { username: canary-user, password: { secretRef: canary-ref } } } }`;

function exposures(...basePaths: string[]): readonly Exposure[] {
  const list = basePaths.map((each) => `{ basePath: ${each}, pulse: ${PULSE} }`).join(', ');
  const rover = readRover(
    Buffer.from(`apiVersion: tcp.ei.telekom.de/v1\nkind: Rover\nspec: { zone: z, exposures: [${list}] }\n`),
  );
  if (!rover.ok) throw new Error(JSON.stringify(rover.problems));
  return rover.exposures;
}

function begin(settings: string[], maximum: number, files: Record<string, readonly Exposure[]>) {
  const catalogue = new LiveCatalogue(
    settings.map((each) => parseBasePath(each)!),
    maximum,
  );
  const declared = new DeclaredRovers(catalogue, () => undefined);
  const state = (each: readonly Exposure[]) => ({
    condition: 'Accepted' as const,
    sinceMs: 0,
    problems: [],
    exposures: each,
  });
  declared.takeFiles({ files: new Map(Object.entries(files).map(([name, each]) => [name, state(each)])) });
  const watchers = new ExposureWatchers();
  const view = (name: string): { exposures: { conditions: object[] }[] } & Record<string, unknown> =>
    roverView(declared.entry(name)!, { catalogue, watchers }) as never;
  return { view, watchers };
}

describe('the view of a Rover', () => {
  it('shows what sources make of an exposure, with the last probe', () => {
    const { view, watchers } = begin([], 10, { 'a.yaml': exposures('/a/v1') });
    watchers.join({
      condition: ({ basePath }) => ({
        source: 'pulse',
        accepted: false,
        reason: 'UnknownZone',
        message: `no gateway for ${basePath}`,
        lastProbe: { atMs: 1_000, outcome: 'failure', status: 503, durationMs: 12, detail: 'status 503' },
      }),
    });
    expect(view('a')).toEqual({
      name: 'a',
      origin: 'file',
      file: 'a.yaml',
      condition: 'Accepted',
      since: '1970-01-01T00:00:00.000Z',
      problems: [],
      exposures: [
        {
          basepath: '/a/v1',
          zone: 'z',
          pulse: { enabled: true, method: 'POST', interval: '15s', timeout: '800ms', retries: 0, record: true },
          conditions: [
            { source: 'catalogue', type: 'Accepted', status: 'True', reason: 'Accepted' },
            {
              source: 'pulse',
              type: 'Accepted',
              status: 'False',
              reason: 'UnknownZone',
              message: 'no gateway for /a/v1',
              lastProbe: {
                at: '1970-01-01T00:00:01.000Z',
                outcome: 'failure',
                status: 503,
                durationMs: 12,
                detail: 'status 503',
              },
            },
          ],
        },
      ],
    });
  });

  it('shows nothing of what a probe sends', () => {
    const { view } = begin([], 10, { 'a.yaml': exposures('/a/v1') });
    expect(JSON.stringify(view('a'))).not.toContain('canary');
  });

  it.each([
    ['BasePathConflict', ['/a/v1'], 10, 'declared by settings'],
    ['MaximumReached', ['/x/v1'], 1, 'apis.maximum'],
  ])('says why a base path is not taken, and asks no source: %s', (reason, settings, maximum, message) => {
    const { view, watchers } = begin(settings, maximum, { 'a.yaml': exposures('/a/v1') });
    watchers.join({ condition: () => ({ source: 'pulse', accepted: true, reason: 'Accepted' }) });
    expect(view('a').exposures[0]!.conditions).toEqual([
      { source: 'catalogue', type: 'Accepted', status: 'False', reason, message: expect.stringContaining(message) },
    ]);
  });
});
