import { expect, it } from '@jest/globals';
import { PulseCatalogue } from '../../../test/support/pulse-declarations.js';
import { freePort } from '../../../test/support/servers/free-port.js';
import { sourceContext } from '../../../test/support/source-context.js';
import { diagnosePulse } from './diagnose.js';
import { PulseSettings } from './pulse.settings.js';

it('The doctor names gateways out of reach, zones without one, and secrets that are not there', async () => {
  const gateways = new Map([['zone1', `http://127.0.0.1:${await freePort()}`]]);
  const settings = Object.assign(new PulseSettings(), { name: 'pulse', gateways });
  const catalogue = new PulseCatalogue({});
  catalogue.exposeIn({
    zone1: {
      '/eni/a/v1': {},
      '/eni/off/v1': { enabled: false },
      '/eni/b/v1': { headers: [['X-Key', { secretRef: 'nope' }]] },
    },
    zone2: { '/eni/c/v1': {} },
  });
  const findings = await diagnosePulse(settings, sourceContext([], { catalogue }));
  expect(findings.map(({ level, text }) => `${level}: ${text}`)).toEqual([
    expect.stringMatching(/^problem: the gateway of zone1, 127\.0\.0\.1:\d+, gives no answer: /),
    'ok: 4 exposures have opted in, 1 are probed',
    'problem: /eni/b/v1 is not probed: the operator holds no secret named nope (SecretUnknown)',
    'problem: /eni/c/v1 is not probed: the operator has set no gateway for the zone zone2 (UnknownZone)',
  ]);
  expect(findings.filter((each) => each.level === 'problem' && each.remedy === undefined)).toEqual([]);
});

it('The doctor says that no exposure has opted in', async () => {
  const settings = Object.assign(new PulseSettings(), { name: 'pulse', gateways: new Map() });
  const findings = await diagnosePulse(settings, sourceContext(['/eni/a/v1']));
  expect(findings).toEqual([
    { level: 'warning', text: 'no exposure has opted in', remedy: 'add a pulse block to a Rover: docs/rover.md' },
  ]);
});

it('The doctor says that a broken way to hosts outside would not be noticed', async () => {
  const settings = Object.assign(new PulseSettings(), { name: 'pulse', gateways: new Map() });
  const outside = async (): Promise<string[]> => {
    const findings = await diagnosePulse(settings, sourceContext([]));
    return findings.filter(({ remedy }) => remedy?.includes('canary.urls')).map(({ level }) => level);
  };
  expect(await outside()).toEqual([]);
  settings.allow.hosts = ['api.example.com'];
  expect(await outside()).toEqual(['warning']);
  settings.canary.urls = ['http://127.0.0.1:9/'];
  expect(await outside()).toEqual(['problem']);
});
