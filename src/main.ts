import 'reflect-metadata';
import { RequestMethod } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { DocumentBuilder, SwaggerModule, type OpenAPIObject } from '@nestjs/swagger';
import type { FastifyInstance } from 'fastify';
import type { Registry } from 'prom-client';
import { AppModule } from './app.module.js';
import type { HeartbeatSettings } from './config/heartbeat.settings.js';
import { EARLY_HEARTBEATS } from './heartbeats/heartbeats.module.js';
import { SystemClock } from './platform/clock/system-clock.js';
import { API_DOCUMENT, type ApiDocument } from './platform/http/api-document.js';
import { Drain } from './platform/http/drain.js';
import { EarlyAnswers, type EarlyAnswer } from './platform/http/early-answers.js';
import { createHttpAdapter, OPERATION_PATHS } from './platform/http/http-server.js';
import { measureRequests } from './platform/http/http.metrics.js';
import { ProblemFilter } from './platform/http/problem.filter.js';
import type { Log } from './platform/telemetry/log.js';
import { METRICS } from './platform/telemetry/metrics.js';
import { NestLogger } from './platform/telemetry/nest-logger.js';
import { VERSION } from './version.js';

/** A service that listens. */
export interface RunningHeartbeat {
  /** Where it answers, prefix included. */
  readonly url: string;
  /** Readiness off, serve on for the drain time, then close; resolves when all has ended. */
  stop(): Promise<void>;
}

/** Builds the application and its API document, without listening. */
export async function createHeartbeat(
  settings: HeartbeatSettings,
  log: Log,
): Promise<{ app: NestFastifyApplication; drain: Drain }> {
  const drain = new Drain();
  const early = new EarlyAnswers();
  const module = AppModule.register(settings, { log, drain });
  const logger = new NestLogger(log);
  const adapter = createHttpAdapter({ early, drain, prefix: settings.http.prefix });
  const fastify = adapter.getInstance<FastifyInstance>();
  const app = await NestFactory.create<NestFastifyApplication>(module, adapter, { logger, abortOnError: false });
  if (settings.http.prefix !== '') {
    const exclude = OPERATION_PATHS.map((path) => ({ path: path.slice(1), method: RequestMethod.GET }));
    app.setGlobalPrefix(settings.http.prefix, { exclude });
  }
  measureRequests(fastify, app.get<Registry>(METRICS, { strict: false }));
  app.useGlobalFilters(new ProblemFilter(log));
  app.get<ApiDocument>(API_DOCUMENT, { strict: false }).set(documentOf(app));
  early.use(app.get<EarlyAnswer>(EARLY_HEARTBEATS, { strict: false }));
  return { app, drain };
}

/** Starts the service. Rejects when it cannot listen. */
export async function startHeartbeat(settings: HeartbeatSettings, log: Log): Promise<RunningHeartbeat> {
  const { app, drain } = await createHeartbeat(settings, log);
  await listenOrClose(app, settings.http);
  const url = `${(await app.getUrl()).replace('[::1]', 'localhost')}${settings.http.prefix}`;
  log.info('listening', { url, version: VERSION, environment: settings.environment });
  return { url, stop: () => stopGently({ app, drain, drainMs: settings.http.drainMs, log }) };
}

/** What has been started must not outlive a service that cannot listen. */
async function listenOrClose(
  app: NestFastifyApplication,
  { port, host }: { port: number; host: string },
): Promise<void> {
  try {
    await app.listen({ port, host });
  } catch (error) {
    await app.close();
    throw error;
  }
}

async function stopGently(parts: {
  app: NestFastifyApplication;
  drain: Drain;
  drainMs: number;
  log: Log;
}): Promise<void> {
  parts.log.info('draining', { drainMs: parts.drainMs });
  parts.drain.begin();
  await new SystemClock().sleep(parts.drainMs, new AbortController().signal);
  await parts.app.close();
  parts.log.info('stopped');
}

function documentOf(app: NestFastifyApplication): OpenAPIObject {
  const config = new DocumentBuilder()
    .setTitle('Heartbeat')
    .setDescription('Is the API I depend on up right now?')
    .setVersion(VERSION)
    .setLicense('Apache-2.0', 'https://www.apache.org/licenses/LICENSE-2.0')
    .build();
  const document = SwaggerModule.createDocument(app, config, { ignoreGlobalPrefix: true });
  (document.info as unknown as Record<string, unknown>)['x-api-category'] = 'OPERATIONS';
  return document;
}
