import { expect, it } from '@jest/globals';
import {
  durationsCarryTheirUnit,
  filesAreNamedAfterWhatTheyHold,
  namesUseTheGlossary,
  typesEndInWhatTheyAre,
} from './naming-rules.js';
import { describeRule } from './rule.js';
import { readTree } from './source-tree.js';

describeRule('Files are named after what they hold', filesAreNamedAfterWhatTheyHold, {
  breaches: [
    { 'window/utils.ts': '' },
    { 'common/x.ts': '' },
    { 'window/types.ts': '' },
    { 'window/index.ts': '' },
    { 'window/EvidenceWindow.ts': '' },
    { 'statusPage/x.ts': '' },
    { 'window/window.repository.ts': '' },
  ],
  fine: [{ 'status-page/status-page.module.ts': '' }, { 'sources/raccoon/aggregate-answer.worker.ts': '' }],
});

describeRule('Classes and interfaces end in what they are', typesEndInWhatTheyAre, {
  breaches: [
    { 'window/x.ts': 'class WindowManager {}' },
    { 'window/x.ts': 'export interface IClock {}' },
    { 'window/x.ts': 'export class ClockImpl {}' },
    { 'window/x.ts': 'type TextUtils = string;' },
    { 'window/x.ts': 'abstract class BaseSource {}' },
  ],
  fine: [{ 'window/x.ts': 'class BasePathIds {} interface Instant {} interface IPRange {}' }],
});

describeRule('Names use the words of the glossary', namesUseTheGlossary, {
  breaches: [
    { 'sources/x.ts': 'interface MetricsProvider {}' },
    { 'sources/x.ts': 'const slot = 1;' },
    { 'sources/x.ts': 'function toDataPoints() { const datapoints = []; }' },
    { 'sources/x.ts': 'class A { #monitor = 1; }' },
    { 'sources/x.ts': 'interface A { readonly lastBeat: number }' },
    { 'sources/x.ts': 'function recordHeartbeat() {}' },
    { 'sources/x.ts': 'class A { missedHeartbeats() {} }' },
    { 'evaluation/x.ts': 'const uptime = 1;' },
  ],
  fine: [
    { 'evaluation/x.ts': 'const heartbeat = 1; function serveHeartbeats() {} class HeartbeatDetails {}' },
    { 'sources/x.ts': 'class MonitoringClient {}' },
    { 'history/x.ts': 'const uptime = 1;' },
    { 'window/x.module.ts': 'const module = { providers: [], exports: [] };' },
  ],
});

describeRule('Durations carry their unit', durationsCarryTheirUnit, {
  breaches: [
    { 'sources/x.ts': 'const timeout = 5_000;' },
    { 'sources/x.ts': 'interface A { readonly pollInterval: number }' },
    { 'sources/x.ts': 'function f(maxAge: number) {}' },
    { 'sources/x.ts': 'const DEADLINE = 5_000;' },
  ],
  fine: [{ 'sources/x.ts': `const timeoutMs = 5_000; const age = 'old'; const message = 1; const page = 2;` }],
});

it('Tests are named after behaviour, never by a number or an issue', () => {
  const specs = [...readTree('test', () => true), ...readTree('src', (path) => path.endsWith('.spec.ts'))];
  expect(specs.length).toBeGreaterThan(20);
  expect(specs.map(({ path }) => path).filter((path) => /\d+\.spec|issue|bug|fix-/.test(path))).toEqual([]);
});
