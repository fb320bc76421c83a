import 'reflect-metadata';
import { RequestMethod } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import type { Registry } from 'prom-client';
import { AppModule } from './app.module.js';
import { CATALOGUE, type Catalogue } from './catalogue/catalogue.js';
import type { HeartbeatSettings } from './config/heartbeat.settings.js';
import type { SettingsOrigin } from './config/live-settings.js';
import { EARLY_HEARTBEATS } from './heartbeats/heartbeats.module.js';
import { SystemClock } from './platform/clock/system-clock.js';
import { API_DOCUMENT, openApiDocument, type ApiDocument } from './platform/http/api-document.js';
import { CannotListenError } from './platform/http/cannot-listen.js';
import { Cors } from './platform/http/cors.js';
import { Drain } from './platform/http/drain.js';
import { EarlyAnswers, type EarlyAnswer } from './platform/http/early-answers.js';
import { createHttpAdapter, SHARED_PATHS } from './platform/http/http-server.js';
import { stopGently } from './platform/http/gentle-stop.js';
import { HttpMetrics } from './platform/http/http.metrics.js';
import { ProblemFilter } from './platform/http/problem.filter.js';
import type { Log } from './platform/telemetry/log.js';
import { METRICS } from './platform/telemetry/metrics.js';
import { NestLogger } from './platform/telemetry/nest-logger.js';
import { VERSION } from './version.js';

/** The groups of operations, in the order in which they are shown. */
const API_TAGS = [
  { name: 'heartbeats', description: 'What is up, what is down, and why.' },
  { name: 'rovers', description: 'What is watched: the YAML in which teams declare what they expose.' },
  { name: 'operation', description: 'For those who run Heartbeat: health and metrics.' },
];

/** A service that listens. */
export interface RunningHeartbeat {
  /** Where it answers, prefix included. */
  readonly url: string;
  /** Readiness off, serve on for the drain time or until `hurry` is aborted, then close; resolves when all has ended. */
  stop(hurry?: AbortSignal): Promise<void>;
}

/** How the service is started, besides its settings. */
export interface StartOptions {
  readonly traced?: boolean;
  /** The file that the settings came from is watched for changes. */
  readonly origin?: SettingsOrigin;
}

/** Builds the application and its API document, without listening. */
export async function createHeartbeat(
  settings: HeartbeatSettings,
  log: Log,
  { traced = false, origin }: StartOptions = {},
): Promise<{ app: NestFastifyApplication; drain: Drain }> {
  const drain = new Drain();
  const metrics = new HttpMetrics();
  const cors = new Cors(settings.http.cors);
  const early = new EarlyAnswers(drain, cors);
  const module = AppModule.register(settings, { log, drain, ...(origin && { origin }) });
  const logger = new NestLogger(log);
  const { prefix } = settings.http;
  const adapter = createHttpAdapter({ early, cors, drain, metrics, clock: new SystemClock(), prefix, log });
  const options = { logger, abortOnError: false, bodyParser: false };
  const app = await NestFactory.create<NestFastifyApplication>(module, adapter, options);
  if (prefix !== '') {
    const exclude = SHARED_PATHS.map((path) => ({ path: path.slice(1), method: RequestMethod.GET }));
    app.setGlobalPrefix(prefix, { exclude });
  }
  app.useGlobalFilters(new ProblemFilter(log));
  app
    .get<ApiDocument>(API_DOCUMENT, { strict: false })
    .set(openApiDocument(app, { version: VERSION, prefix, tags: API_TAGS }));
  metrics.register(app.get<Registry>(METRICS, { strict: false }), app.getHttpServer());
  const tally = metrics.tally('GET', `${prefix}/heartbeats`);
  // With traces every request passes the router, which traces it; without, the hottest reads need not.
  if (!traced) early.use(app.get<EarlyAnswer>(EARLY_HEARTBEATS, { strict: false }), tally);
  return { app, drain };
}

/** Starts the service. Rejects with `CannotListenError` when it cannot listen. */
export async function startHeartbeat(
  settings: HeartbeatSettings,
  log: Log,
  options: StartOptions = {},
): Promise<RunningHeartbeat> {
  const { app, drain } = await createHeartbeat(settings, log, options);
  await listenOrClose(app, settings.http);
  const url = `${(await app.getUrl()).replace('[::1]', 'localhost')}${settings.http.prefix}`;
  const basePaths = app.get<Catalogue>(CATALOGUE, { strict: false }).current().declarations.size;
  const facts = { version: VERSION, environment: settings.environment, basePaths };
  log.info('listening', { url, docs: `${url}/api-docs`, ...facts, sources: shownSources(settings) });
  const parts = { drain, drainMs: settings.http.drainMs, server: app.getHttpServer(), clock: new SystemClock(), log };
  const close = (): Promise<void> => app.close();
  return { url, stop: (hurry = new AbortController().signal) => stopGently({ ...parts, hurry, close }) };
}

function shownSources({ sources }: HeartbeatSettings): string[] {
  return sources.map(({ name, kind }) => `${name} (${kind})`);
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
    throw new CannotListenError({ host, port }, error as NodeJS.ErrnoException);
  }
}
