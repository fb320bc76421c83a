import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { parseAllDocuments } from 'yaml';
import { LiveCatalogue } from '../../dist/catalogue/live-catalogue.js';
import { RoverDirectory } from '../../dist/declarations/rover-directory/rover-directory.js';
import { entriesOf } from '../../dist/declarations/rover-directory/rover-watch.service.js';
import { Rovers } from '../../dist/declarations/rovers.js';
import { RoverYaml } from '../../dist/declarations/rover-yaml/rover-yaml.js';
import { inTurns } from '../../dist/platform/clock/in-turns.js';
import { SystemClock } from '../../dist/platform/clock/system-clock.js';
import { BasePathResolver } from '../../dist/sources/dialects/base-path-resolver.js';
import { MappingSettings } from '../../dist/sources/dialects/dialect.settings.js';
import { EXPOSURE_BLOCKS } from '../../dist/sources/source-kinds.js';
import { EvidenceWindow } from '../../dist/window/evidence-window.js';
import { interleaved, longestStretch, loopDelay, median, printRatio, timed } from './measure.js';

export const about =
  '10 000 exposures with pulse blocks in 1 000 Rover files, beside bare YAML parsing of the same files';

const FILES = 1_000;
const EXPOSURES_A_FILE = 10;
const ROUNDS = 3;

const exposure = (file, index) => `    - basePath: /team${file}/api${index}/v1
      upstream: https://api.internal/
      pulse:
        path: /health
        interval: 15s
        timeout: 5s
        retries: 1
        headers: { Accept: application/json, X-Api-Key: { secretRef: team-key } }
        expect: { status: [2xx, 404], json: { path: $.status, equals: UP }, maxLatency: 800ms }
`;

function writeRovers() {
  const folder = mkdtempSync(join(tmpdir(), 'heartbeat-bench-rovers-'));
  for (let file = 0; file < FILES; file++) {
    const head = 'apiVersion: tcp.ei.telekom.de/v1\nkind: Rover\nspec:\n  zone: dataplane1\n  exposures:\n';
    const exposures = Array.from({ length: EXPOSURES_A_FILE }, (_, index) => exposure(file, index));
    writeFileSync(join(folder, `team${file}.yaml`), `${head}${exposures.join('')}# end\n`);
  }
  return folder;
}

/** As a file with its exposures is taken over by the service. */
function takeOver(sink, directory) {
  return sink.take(entriesOf(directory.state()));
}

export async function run() {
  const folder = writeRovers();
  const clock = new SystemClock();
  // What was just written is waited for, as it may still be being written.
  await setTimeout(2_500);
  const load = async () => {
    const directory = new RoverDirectory(folder, new RoverYaml(EXPOSURE_BLOCKS), clock);
    const catalogue = new LiveCatalogue({ maximum: 100_000 });
    const sink = new Rovers(catalogue).open({ name: 'rovers', precedence: 2 });
    await directory.look(true);
    await takeOver(sink, directory);
    return { directory, catalogue, sink };
  };
  const parse = async () => {
    for (const name of readdirSync(folder))
      parseAllDocuments(await readFile(join(folder, name), 'utf8'), { merge: true }).map((each) => each.toJS());
  };
  const figures = await interleaved(
    ROUNDS,
    () => timed(load),
    () => timed(parse),
  );
  printRatio('all files, at the start', 'ms', figures, '≤ 2.00');
  const delay = await loopDelay(load);
  console.log(`${''.padEnd(34)} event loop meanwhile: p99 ${delay.p99.toFixed(1)} ms, most ${delay.max.toFixed(1)} ms`);
  await edit(folder, await load());
  rmSync(folder, { recursive: true });
  await merges();
}

/** The exposures of a thousand Rovers with a hundred base paths each, as they are after reading. */
function exposures() {
  const pulse = { enabled: true, method: 'GET', path: '/health', retries: 0, record: true, headers: [], expect: {} };
  const ofRover = (rover) =>
    Array.from({ length: 100 }, (_, index) => ({
      basePath: `/team${rover}/api-${index}/v1`,
      blocks: { pulse: { ...pulse } },
    }));
  return new Map(Array.from({ length: FILES }, (_, rover) => [`team${rover}`, ofRover(rover)]));
}

/** What follows a change of the catalogue: the window, and the resolver of a source. */
function followers(catalogue) {
  const clock = new SystemClock();
  const limits = { windowMs: 300_000, bucketMs: 10_000, maximumBasePaths: 100_100 };
  const window = new EvidenceWindow({ ...limits, clock, observer: { refused: () => undefined } });
  const mapping = new MappingSettings();
  return async () => {
    await inTurns(window.declaring(catalogue.current().declarations, () => clock.now())[Symbol.iterator]());
    await BasePathResolver.inTurns(catalogue.current(), mapping);
  };
}

/** How long the event loop is held at a stretch by a change of a catalogue of 100 000 base paths, and of what follows it. */
async function merges() {
  const catalogue = new LiveCatalogue({ maximum: 100_000 });
  const sink = new Rovers(catalogue).open({ name: 'rovers', precedence: 2 });
  const follow = followers(catalogue);
  const read = exposures();
  const entries = (files) =>
    [...files].map(([name, each]) => ({
      name,
      origin: 'api',
      declarer: name,
      condition: 'Accepted',
      sinceMs: 0,
      problems: [],
      exposures: each,
    }));
  const change = async (name, next) => {
    const [stretches, followed, times] = [[], [], []];
    for (let round = 0; round < 7; round++) {
      const rovers = entries(next(round));
      times.push(
        await timed(async () => {
          stretches.push(await longestStretch(() => sink.take(rovers)));
          followed.push(await longestStretch(follow));
        }),
      );
    }
    const shown = (all) => `median ${median(all).toFixed(1)} ms, most ${Math.max(...all).toFixed(1)} ms`;
    console.log(`${name.padEnd(34)} longest stretch of the merge: ${shown(stretches)}, target ≤ 10 ms`);
    console.log(`${''.padEnd(34)} of what follows it: ${shown(followed)}; all of it ${median(times).toFixed(0)} ms`);
  };
  await change('100 000 base paths, the first time', () => read);
  await change('nothing changed', () => read);
  await change('one Rover edited', (round) => new Map(read).set('team500', [{ basePath: `/other/${round}` }]));
  await change('all read again', () => exposures());
}

/** One file of the thousand is edited. */
async function edit(folder, { directory, catalogue, sink }) {
  const file = join(folder, 'team0.yaml');
  const { version } = catalogue.current();
  await setTimeout(2_500);
  await directory.look();
  const unchangedMs = await timed(async () => {
    await directory.look();
    await takeOver(sink, directory);
  });
  writeFileSync(file, readFileSync(file, 'utf8').replace('interval: 15s', 'interval: 30s'));
  await directory.look();
  await setTimeout(1_100);
  const editMs = await timed(async () => {
    await directory.look();
    await takeOver(sink, directory);
  });
  console.log(`${'a look, nothing changed'.padEnd(34)} ${unchangedMs.toFixed(1)} ms`);
  console.log(`${'a look, one file changed'.padEnd(34)} ${editMs.toFixed(1)} ms`);
  console.log(`${'versions of the catalogue'.padEnd(34)} ${catalogue.current().version - version}, target 1`);
}
