import { describe, expect, it } from '@jest/globals';
import { HeartbeatSettings } from '../../../src/config/heartbeat.settings.js';
import { readSentRover } from '../../../src/declarations/rover-api/sent-rover.js';
import { checkRoverText } from '../../../src/declarations/check-rovers.js';
import { RefusedRequestError } from '../../../src/platform/http/problem.js';
import { readSettings } from '../../../src/platform/settings/read-settings.js';
import { readYaml } from '../../../src/platform/yaml/bounded-yaml.js';
import { SETTINGS_YAML } from '../../../src/platform/yaml/yaml-limits.js';
import { EXPOSURE_BLOCKS } from '../../../src/sources/source-kinds.js';
import { ROVER_YAML_OF_ALL_KINDS } from '../../support/rover-yaml-of-all-kinds.js';

const SECRET = 'hunter2-canary-4711';

const source = (auth: string): string => `sources: [{ kind: raccoon, name: r, dialect: kong, url: 'http://x', ${auth} }]`;
const tokens = (text: string): string => `access: { tokens: ${text} }`;
const secrets = (text: string): string => `sources: [{ kind: pulse, name: p, gateways: { default: 'http://x' }, secrets: ${text} }]`;

/** A secret where no secret may stand, or where it has lost its key or its colon. */
const SETTINGS = [
  `[{ name: a, token ${SECRET}, basePaths: [/a] }]`, `[{ name: a, token: ${SECRET}, basePaths: [/a] }]`,
  `[{ name: a, tokenFile: ${SECRET}, basePaths: [/a] }]`, `[{ ${SECRET}, name: a }]`, `[${SECRET}]`, SECRET,
  `[{ name: a, token: '\${${SECRET}}', basePaths: [/a] }]`, `[{ "token ${SECRET}": 1, name: a }]`,
].map(tokens);
const MORE_SETTINGS = [
  `access: ${SECRET}`, `access: { token ${SECRET} }`, `access: { token: ${SECRET} }`, `access: { "token ${SECRET}": x }`,
  `token ${SECRET}`, `token ${SECRET}: 1`, `token: ${SECRET}`, SECRET, `- ${SECRET}`, `token: "${SECRET}`, `token: |${SECRET}`,
  ...[`auth: { bearer: { token ${SECRET} } }`, `auth: { bearer: { token: ${SECRET} } }`, `auth: { bearer: ${SECRET} }`, `auth: ${SECRET}`].map(source),
  ...[`auth: { basic: { username: "a:${SECRET}", passwordFile: /x } }`, `auth: { basic: { username: a, password ${SECRET} } }`].map(source),
  ...[`auth: { ${SECRET} }`, `secretRef: ${SECRET}`, `secretRef ${SECRET}`].map(source),
  ...[`[{ name: a, value: ${SECRET} }]`, `[{ name: a, value ${SECRET} }]`, `{ a: ${SECRET} }`, `{ ${SECRET} }`, SECRET].map(secrets),
  `watchdog: { url: 'http://x/?${SECRET}#' }`, `watchdog: { url: 'http://u:${SECRET}@x/' }`, `watchdog: { ${SECRET} }`,
  `watchdog: { url: "\${HEARTBEAT_X ${SECRET}}" }`,
];

const HEAD = 'apiVersion: tcp.ei.telekom.de/v1\nkind: Rover\nmetadata: { name: a }\nspec:\n  exposures:\n    - basePath: /a/v1\n      pulse:\n';
const ROVERS = [
  ...[`{ token ${SECRET} }`, `{ token: ${SECRET} }`, `token ${SECRET}`, SECRET, `{ secretRef: ${SECRET} }`].map((each) => `auth: { bearer: ${each} }`),
  ...[`{ secretRef ${SECRET} }`, `{ secretRef: "${SECRET}!" }`, `{ ${SECRET} }`, `{ secretRef: a, b: ${SECRET} }`].map((each) => `auth: { bearer: { token: ${each} } }`),
  `auth: ${SECRET}`, `auth: bearer ${SECRET}`, `auth: { basic: { username: "${SECRET}:x", password: ${SECRET} } }`,
  `secretRef: ${SECRET}`, `secretRef ${SECRET}`, `token: ${SECRET}`, `token ${SECRET}`, SECRET, `auth:\n          bearer:\n            token ${SECRET}\n            x: 1`,
  ...[`X-Key ${SECRET}`, `{ X-Key ${SECRET} }`, `{ X-Key: [${SECRET}] }`, `{ "X-Key ${SECRET}": a }`, `{ Authorization: ${SECRET} }`, `{ X-Token: ${SECRET} }`].map((each) => `headers: ${each}`),
  `path: 'https://u:${SECRET}@h/'`, `path: 'x?token=${SECRET}'`, `body: [${SECRET}]`, `expect: ${SECRET}`, `@${SECRET}`, `token: ${SECRET}: b`, `auth: |${SECRET}`, `auth: "${SECRET}`,
];

async function refusalOf(bytes: Buffer): Promise<unknown> {
  try {
    await readSentRover({ name: 'a', bytes, json: false }, ROVER_YAML_OF_ALL_KINDS);
  } catch (error) {
    if (error instanceof RefusedRequestError) return [error.message, error.fields];
    throw error;
  }
  return undefined;
}

describe('a mistyped secret', () => {
  it.each([...SETTINGS, ...MORE_SETTINGS])('of the settings is refused and not repeated: %s', (text) => {
    const yaml = readYaml(Buffer.from(text), SETTINGS_YAML);
    const read = (): unknown => readSettings(HeartbeatSettings, yaml.ok && yaml.documents[0]!.value, { environment: {}, folder: '/x' });
    let told: string | undefined;
    try {
      if (yaml.ok) read();
      else told = JSON.stringify(yaml.problem);
    } catch (error) {
      told = String(error);
    }
    expect(told).toEqual(expect.any(String));
    expect(told).not.toContain(SECRET);
  });

  it.each(ROVERS)('of a Rover is refused and not repeated, in files, by the API and by the commands: %s', async (block) => {
    const bytes = Buffer.from(`${HEAD}        ${block}\n`);
    const { problems } = checkRoverText(bytes, EXPOSURE_BLOCKS);
    expect(problems.length).toBeGreaterThan(0);
    expect(JSON.stringify(problems)).not.toContain(SECRET);
    const refusal = await refusalOf(bytes);
    expect(refusal).toBeDefined();
    expect(JSON.stringify(refusal)).not.toContain(SECRET);
  });
});
