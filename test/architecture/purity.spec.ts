import {
  nestStaysInItsPlace,
  requestsGoOutInOnePlace,
  settingsLoadNoFramework,
  theCoreIsPure,
  theProcessIsTheCommands,
  timeIsInjected,
} from './purity-rules.js';
import { describeRule } from './rule.js';

describeRule('The core is plain TypeScript', theCoreIsPure, {
  breaches: [
    { 'evaluation/x.ts': `import { readFileSync } from 'node:fs';` },
    { 'window/x.ts': `import { Injectable } from '@nestjs/common';` },
    { 'window/x.ts': `import { LOG } from '../platform/telemetry/log.js';` },
    { 'evaluation/x.ts': `import { SystemClock } from '../platform/clock/system-clock.js';` },
    { 'sources/dialects/x.ts': `import axios from 'axios';` },
    { 'catalogue/base-path.ts': `import { Counter } from 'prom-client';` },
  ],
  fine: [
    { 'evaluation/x.ts': `import { createHash } from 'node:crypto';` },
    { 'window/x.ts': `import type { Instant } from '../platform/clock/clock.js';` },
    { 'window/x.module.ts': `import { LOG } from '../platform/telemetry/log.js';` },
    { 'declarations/x.ts': `import { readFile } from 'node:fs/promises';` },
  ],
});

describeRule('Only files whose suffix says so know Nest', nestStaysInItsPlace, {
  breaches: [
    { 'heartbeats/reader.ts': `import { Injectable } from '@nestjs/common';` },
    { 'declarations/x.settings.ts': `import { ApiProperty } from '@nestjs/swagger';` },
    { 'sources/raccoon/x.source.ts': `import type { HttpService } from '@nestjs/axios';` },
  ],
  fine: [{ 'heartbeats/x.dto.ts': `import { ApiProperty } from '@nestjs/swagger';` }],
});

const WITH_KIND = { 'config/load-settings.ts': `import { kind } from '../sources/x.kind.js';` };

describeRule('Reading the settings loads no framework', settingsLoadNoFramework, {
  breaches: [
    { ...WITH_KIND, 'sources/x.kind.ts': `import { Module } from '@nestjs/common';` },
    {
      ...WITH_KIND,
      'sources/x.kind.ts': `export * from './x.dto.js';`,
      'sources/x.dto.ts': `import '@nestjs/swagger';`,
    },
  ],
  fine: [
    { 'sources/x.kind.ts': `import { Module } from '@nestjs/common';` },
    { ...WITH_KIND, 'sources/x.kind.ts': `import type { DynamicModule } from '@nestjs/common';` },
    {
      ...WITH_KIND,
      'sources/x.kind.ts': `const module = () => import('./x.module.js');`,
      'sources/x.module.ts': `import { Module } from '@nestjs/common';`,
    },
  ],
});

describeRule('Clocks and timers are injected', timeIsInjected, {
  breaches: [
    { 'heartbeats/x.ts': 'const now = Date.now();' },
    { 'heartbeats/x.ts': 'const now = new Date();' },
    { 'heartbeats/x.ts': 'const now = new Date;' },
    { 'heartbeats/x.ts': 'const now = Date();' },
    { 'heartbeats/x.ts': 'setTimeout(() => {}, 1);' },
    { 'heartbeats/x.ts': 'globalThis.setInterval(() => {}, 1);' },
    { 'heartbeats/x.ts': 'setImmediate(() => {});' },
    { 'heartbeats/x.ts': 'performance.now();' },
    { 'heartbeats/x.ts': 'process.hrtime.bigint();' },
    { 'heartbeats/x.ts': `import { setTimeout } from 'node:timers/promises';` },
    { 'heartbeats/x.ts': `import { performance } from 'perf_hooks';` },
  ],
  fine: [
    { 'heartbeats/x.ts': 'const shown = new Date(wallMs).toISOString();' },
    { 'heartbeats/x.ts': '// Date.now() would be wrong\nconst atMs = Date.parse(text);' },
    { 'platform/clock/x.ts': 'Date.now(); setTimeout(() => {}, 1);' },
  ],
});

describeRule("The process and its environment are the command's", theProcessIsTheCommands, {
  breaches: [
    { 'sources/x.ts': `const home = process.env['HOME'];` },
    { 'sources/x.ts': 'const { env } = process;' },
    { 'main.ts': 'const home = globalThis.process.env.HOME;' },
    { 'main.ts': 'process.exit(1);' },
    { 'declarations/x.ts': `import { env } from 'node:process';` },
  ],
  fine: [
    { 'cli/x.ts': `const home = process.env['HOME'];` },
    { 'config/x.ts': `const { env } = surroundings; this.process.stop(); interface A { process: string }` },
  ],
});

describeRule('Requests go out in one place', requestsGoOutInOnePlace, {
  breaches: [
    { 'sources/raccoon/x.ts': `import axios from 'axios';` },
    { 'notifications/x.ts': `import { request } from 'node:https';` },
    { 'declarations/x.ts': `const answer = await fetch(url);` },
    { 'sources/pulse/probing/x.ts': `import { connect } from 'node:net';` },
    { 'platform/egress/egress-address.ts': `import { lookup } from 'node:dns/promises';` },
    { 'platform/egress/name-servers.spec.ts': `import { Resolver } from 'node:dns/promises';` },
  ],
  fine: [
    { 'sources/pulse/probing/connections/connection.ts': `import { connect } from 'node:net';` },
    { 'platform/egress/name-servers.ts': `import { Resolver } from 'node:dns/promises';` },
    { 'sources/x.ts': `import type { AxiosInstance } from 'axios';` },
    { 'platform/http/x.ts': `import { createServer } from 'node:http';` },
    { 'sources/source-request.ts': `import { Agent } from 'node:http';` },
  ],
});
