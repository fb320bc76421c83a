import { describe, expect, it } from '@jest/globals';
import { ROVER_YAML_OF_ALL_KINDS } from '../../support/rover-yaml-of-all-kinds.js';
import { pulseBlock } from '../../../src/sources/pulse/block/pulse-block.js';
import { problemCodes } from '../../../src/config/rover-reference.js';
import { hostileTargets, textOf, type HostileTarget } from '../../support/hostile-targets.js';
import { bytesOf, hostileRows, type HostileYaml } from '../../support/hostile-yaml.js';
import { leastCpuMs } from '../../support/least-cpu-ms.js';

/** Any text as a Rover file. */
interface HostileText extends HostileYaml {
  /** `ok`, or the code of the first problem. */
  readonly rover: string;
  readonly line?: number;
}

/** A Rover; or a block, which then stands in a Rover at line 7. */
interface HostileRover extends HostileYaml {
  readonly pulse?: string;
  /** Every problem as `CODE line path`, where the path is below the block if it begins with a dot or a bracket. */
  readonly problems?: readonly string[];
  readonly accepted?: readonly string[];
}

const TEXTS = hostileRows<HostileText>('yaml');
const ROVERS = hostileRows<HostileRover>('rover-yaml');
/** A quiet machine needs at most half of it; of a thousand blocks, each is read by itself. */
const MAX_CPU_MS = { text: 100, blocks: 200 };

const BLOCK_AT = 'spec.exposures[0].pulse';

function fileOf(row: HostileRover): Buffer {
  if (row.pulse === undefined) return bytesOf(row);
  const block = row.pulse
    .split('\n')
    .map((line) => `        ${line}\n`)
    .join('');
  const head = 'apiVersion: tcp.ei.telekom.de/v1\nkind: Rover\nspec:\n  exposures:\n    - basePath: /a/v1\n      pulse:\n';
  return Buffer.concat([Buffer.from(head + block), bytesOf(row)]);
}

function expectUnpolluted(): void {
  const plain = {} as { polluted?: unknown; p?: unknown };
  expect(plain.polluted ?? plain.p).toBeUndefined();
}

describe('a hostile text as a Rover file', () => {
  it.each(TEXTS)('is answered as written: %s', (_, row) => {
    const result = ROVER_YAML_OF_ALL_KINDS.read(bytesOf(row));
    const [problem] = result.ok ? [] : result.problems;
    expect({ rover: problem?.code ?? 'ok', line: problem?.line }).toEqual({ rover: row.rover, line: row.line });
    expect(JSON.stringify(result).length).toBeLessThan(1_000);
    expectUnpolluted();
  });

  it.each(TEXTS)('does not hold up the service: %s', (_, row) => {
    const bytes = bytesOf(row);
    expect(leastCpuMs(() => ROVER_YAML_OF_ALL_KINDS.read(bytes), MAX_CPU_MS.text)).toBeLessThan(MAX_CPU_MS.text);
  });
});

describe('a hostile Rover', () => {
  it.each(ROVERS)('is answered as written: %s', (_, row) => {
    const result = ROVER_YAML_OF_ALL_KINDS.read(fileOf(row));
    if (row.accepted) {
      expect(result).toMatchObject({ ok: true, exposures: row.accepted.map((basePath) => ({ basePath })) });
    } else {
      const told = result.ok ? [] : result.problems.map(({ code, line, path }) => [code, line, path].join(' '));
      expect(told).toEqual(row.problems!.map((each) => each.replace(/^(\S+ \S+ )(?=[.[])/, `$1${BLOCK_AT}`)));
      expect(JSON.stringify(result)).not.toMatch(/hunter2|4711/);
      expect(JSON.stringify(result.ok ? [] : result.problems).length).toBeLessThan(20_000);
    }
    expectUnpolluted();
  });

  it.each(ROVERS)('does not hold up the service: %s', (_, row) => {
    const bytes = fileOf(row);
    expect(leastCpuMs(() => ROVER_YAML_OF_ALL_KINDS.read(bytes), MAX_CPU_MS.blocks)).toBeLessThan(MAX_CPU_MS.blocks);
  });

  it('has a code that the reference explains, or one of the YAML itself', () => {
    const ofYaml = ['SIZE', 'ENCODING', 'SYNTAX', 'DEPTH', 'NODES', 'ALIAS', 'TAG', 'DUPLICATE', 'MULTI_DOC'];
    const codes = new Set([
      ...TEXTS.map(([, { rover }]) => rover),
      ...ROVERS.flatMap(([, { problems = [] }]) => problems.map((each) => each.split(' ')[0]!)),
    ]);
    codes.delete('ok');
    const explained = [...ofYaml, ...Object.keys(problemCodes(pulseBlock))];
    expect([...codes].filter((code) => !explained.includes(code))).toEqual([]);
  });
});

describe('a hostile target', () => {
  // What is a bad URL may be a good path, and the other way round.
  const urls = hostileTargets('egress-urls').filter(({ url }) => !url!.startsWith('/'));
  const paths = hostileTargets('egress-paths').filter(({ path }) => !path!.startsWith('https:'));
  const outcome = (taken: boolean, { code }: HostileTarget): [string, boolean] => [String(code), taken];
  /** Which hosts and ports are listed is for the operator to tell; that it must be https is not. */
  const expected = (row: HostileTarget): [string, boolean] =>
    outcome(row.code === null || (['SUFFIX', 'PORT'].includes(row.code) && /^https:/i.test(row.url!)), row);

  it('is refused before anybody is asked, and taken where it is none', () => {
    for (const row of [...urls, ...paths]) {
      const path = textOf(row);
      expect({ path, outcome: outcome(pulseBlock.read({ path }).ok, row) }).toEqual({ path, outcome: expected(row) });
    }
  });

  it('is refused as an address for tokens too', () => {
    for (const row of urls) {
      const tokenUrl = textOf(row);
      const auth = { oauth2: { tokenUrl, clientId: 'c', clientSecret: { secretRef: 'a' } } };
      expect({ tokenUrl, outcome: outcome(pulseBlock.read({ auth }).ok, row) }).toEqual({
        tokenUrl,
        outcome: expected(row),
      });
    }
  });
});
