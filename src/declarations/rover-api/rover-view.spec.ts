import { describe, expect, it } from '@jest/globals';
import { ROVER_YAML_OF_ALL_KINDS } from '../../../test/support/rover-yaml-of-all-kinds.js';
import { parseBasePath } from '../../catalogue/base-path.js';
import { Rovers } from '../rovers.js';
import { ExposureWatchers } from '../../catalogue/exposure-watchers.js';
import { PlayedCatalogue } from '../../../test/support/played-catalogue.js';
import type { RoverExposure } from '../rover-entry.js';
import { roverView } from './rover-view.js';

const PULSE = `{ method: POST, body: canary-body, headers: { X-A: canary-header, X-Key: { secretRef: canary-ref } },
  interval: 15s, timeout: 800ms, auth: { basic: { username: canary-user, password: { secretRef: canary-ref } } } }`;

function exposures(...basePaths: string[]): readonly RoverExposure[] {
  const list = basePaths.map((each) => `{ basePath: ${each}, pulse: ${PULSE} }`).join(', ');
  const rover = ROVER_YAML_OF_ALL_KINDS.read(
    Buffer.from(`apiVersion: tcp.ei.telekom.de/v1\nkind: Rover\nspec: { zone: z, exposures: [${list}] }\n`),
  );
  if (!rover.ok) throw new Error(JSON.stringify(rover.problems));
  return rover.exposures;
}

async function begin(settings: string[], maximum: number, files: Record<string, readonly RoverExposure[]>) {
  const catalogue = new PlayedCatalogue(
    settings.map((each) => parseBasePath(each)!),
    maximum,
  );
  const rovers = new Rovers(catalogue);
  const standing = { origin: 'file', condition: 'Accepted', sinceMs: 0, problems: [] } as const;
  await rovers.open({ name: 'rovers', precedence: 2 }).take(
    Object.entries(files).map(([file, each]) => {
      return { ...standing, name: file.replace('.yaml', ''), file, declarer: file, exposures: each };
    }),
  );
  const watchers = new ExposureWatchers();
  const view = (name: string): { exposures: { conditions: object[] }[] } & Record<string, unknown> =>
    roverView(rovers.find(name)!, { catalogue, watchers, yaml: ROVER_YAML_OF_ALL_KINDS }) as never;
  return { view, watchers };
}

describe('the view of a Rover', () => {
  it('shows what sources make of an exposure, with the last probe', async () => {
    const { view, watchers } = await begin([], 10, { 'a.yaml': exposures('/a/v1') });
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

  it('shows that a base path of the settings was taken by the Rover that asks for probes', async () => {
    const { view } = await begin(['/a/v1'], 10, { 'a.yaml': exposures('/a/v1') });
    expect(view('a').exposures[0]!.conditions).toMatchObject([
      { source: 'catalogue', type: 'Accepted', status: 'True', reason: 'Accepted' },
    ]);
  });

  it('shows nothing of what a probe sends', async () => {
    const { view } = await begin([], 10, { 'a.yaml': exposures('/a/v1') });
    expect(JSON.stringify(view('a'))).not.toContain('canary');
  });

  it.each([
    ['BasePathConflict', '/a/v1', 10, 'declared by rovers/0.yaml'],
    ['MaximumReached', '/x/v1', 1, 'apis.maximum'],
  ])('says why a base path is not taken, and asks no source: %s', async (reason, other, maximum, message) => {
    const { view, watchers } = await begin([], maximum, { '0.yaml': exposures(other), 'a.yaml': exposures('/a/v1') });
    watchers.join({ condition: () => ({ source: 'pulse', accepted: true, reason: 'Accepted' }) });
    expect(view('a').exposures[0]!.conditions).toEqual([
      { source: 'catalogue', type: 'Accepted', status: 'False', reason, message: expect.stringContaining(message) },
    ]);
  });
});
