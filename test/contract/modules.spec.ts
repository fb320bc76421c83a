import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from '@jest/globals';
import { HttpService } from '@nestjs/axios';
import { Controller, Get, type DynamicModule, type Type } from '@nestjs/common';
import { Test, type TestingModule } from '@nestjs/testing';
import type { Registry } from 'prom-client';
import { ACCESS_CONTROL, AccessControl } from '../../src/accounts/access-control.js';
import { AccessSettings } from '../../src/accounts/access.settings.js';
import { AccountsModule } from '../../src/accounts/accounts.module.js';
import { CATALOGUE, type Catalogue } from '../../src/catalogue/catalogue.js';
import { CatalogueModule } from '../../src/catalogue/catalogue.module.js';
import { EXPOSURE_WATCHERS, ExposureWatchers } from '../../src/catalogue/exposure-watchers.js';
import { ApisSettings } from '../../src/declarations/apis.settings.js';
import { DeclarationsModule } from '../../src/declarations/declarations.module.js';
import { ORIGINS } from '../../src/declarations/origins.js';
import { RoversController } from '../../src/declarations/rover-api/rovers.controller.js';
import { BOARD } from '../../src/evaluation/board.js';
import { EvaluationModule } from '../../src/evaluation/evaluation.module.js';
import { EvaluationSettings } from '../../src/evaluation/evaluation.settings.js';
import { LiveBoard } from '../../src/evaluation/live-board.js';
import { HeartbeatsController } from '../../src/heartbeats/heartbeats.controller.js';
import { EARLY_HEARTBEATS, HeartbeatsModule } from '../../src/heartbeats/heartbeats.module.js';
import { CLOCK } from '../../src/platform/clock/clock.js';
import { ClockModule } from '../../src/platform/clock/clock.module.js';
import { NestSchedule } from '../../src/platform/clock/nest-schedule.service.js';
import { TASK_SCHEDULE } from '../../src/platform/clock/task-schedule.js';
import { HealthController } from '../../src/platform/health/health.controller.js';
import { HealthModule } from '../../src/platform/health/health.module.js';
import { READINESS, WELLNESS } from '../../src/platform/health/readiness.js';
import { API_DOCUMENT, ApiDocument } from '../../src/platform/http/api-document.js';
import { Drain, DRAIN } from '../../src/platform/http/drain.js';
import { HttpModule } from '../../src/platform/http/http.module.js';
import { provide } from '../../src/platform/injection/token.js';
import { readSettings } from '../../src/platform/settings/read-settings.js';
import { LOG } from '../../src/platform/telemetry/log.js';
import { METRICS } from '../../src/platform/telemetry/metrics.js';
import { TelemetryModule } from '../../src/platform/telemetry/telemetry.module.js';
import { EVIDENCE_SINKS, type Source } from '../../src/sources/evidence.js';
import { EXPOSURE_BLOCKS, SOURCE_KINDS } from '../../src/sources/source-kinds.js';
import { SOURCES } from '../../src/sources/source-runner.service.js';
import { SourcesModule } from '../../src/sources/sources.module.js';
import { EVIDENCE_WINDOW, EvidenceWindow } from '../../src/window/evidence-window.js';
import { WindowModule } from '../../src/window/window.module.js';
import { WindowSettings } from '../../src/window/window.settings.js';
import { basePath, boardOnManualClock } from '../support/evidence-window.js';
import { FakeBoard } from '../support/fake-board.js';
import { ManualClock } from '../support/manual-clock.js';
import { ManualSchedule } from '../support/manual-schedule.js';
import { PlayedCatalogue } from '../support/played-catalogue.js';
import { RecordingSink } from '../support/recording-sink.js';
import { ScriptedHttp } from '../support/scripted-http.js';
import { settingsOfKind } from '../support/settings-of-kind.js';
import { RecordingLog } from '../support/source-context.js';

const ECHO = basePath('/eni/echo/v1');
const MAXIMUM = 100;

/** A module that hands on what a test made up, in place of the stage before. */
function standIn(name: string, parts: ReadonlyMap<symbol, unknown>): DynamicModule {
  const module = { [name]: class {} }[name] as Type;
  const providers = [...parts].map(([provide, useValue]) => ({ provide, useValue }));
  return { module, providers, exports: providers };
}

/** The modules of `platform/` that every other may ask, with a clock and a log that tests can read. */
const log = new RecordingLog();
const clock = new ManualClock();
const PLATFORM = (): DynamicModule[] => [
  ClockModule.register(),
  TelemetryModule.register(log),
  HttpModule.register(new Drain()),
];

@Controller('without-access')
class WithoutAccess {
  @Get()
  read(): string {
    return 'anyone may read this';
  }
}

describe('A module, built with stand-ins for what it asks others for', () => {
  let built: TestingModule | undefined;

  /** Compiles and starts it as the application does. */
  const build = async (...modules: DynamicModule[]): Promise<TestingModule> => {
    const building = Test.createTestingModule({ imports: [...PLATFORM(), ...modules] });
    built = await building.overrideProvider(CLOCK).useValue(clock).compile();
    return built.init();
  };
  const given = <T>(token: symbol | Type): T => built!.get<T>(token, { strict: false });
  /** The tokens that others may ask a module for. */
  const exportedBy = (module: Type): unknown[] => {
    const { exports } = [...built!['container'].getModules().values()].find(({ metatype }) => metatype === module)!;
    return [...exports];
  };

  afterEach(async () => {
    await built?.close();
    built = undefined;
  });

  it('ClockModule: the clock and the schedule, for every module', async () => {
    await build();
    expect(given(CLOCK)).toBe(clock);
    expect(given(TASK_SCHEDULE)).toBeInstanceOf(NestSchedule);
    expect(exportedBy(ClockModule)).toEqual([CLOCK, TASK_SCHEDULE]);
  });

  it('TelemetryModule: the log it was given, and one registry with the metrics of the process', async () => {
    await build();
    expect(given(LOG)).toBe(log);
    expect(await given<Registry>(METRICS).metrics()).toContain('process_cpu_seconds_total');
    expect(exportedBy(TelemetryModule)).toEqual([LOG, METRICS]);
  });

  it('HttpModule: the state of draining, and a place for the API document', async () => {
    await build();
    expect(given(DRAIN)).toBeInstanceOf(Drain);
    expect(given(API_DOCUMENT)).toBeInstanceOf(ApiDocument);
    expect(exportedBy(HttpModule)).toEqual([DRAIN, API_DOCUMENT]);
  });

  it('AccountsModule: who may do what, and a check of every route at the start', async () => {
    await build(AccountsModule.register(new AccessSettings()));
    expect(given(ACCESS_CONTROL)).toBeInstanceOf(AccessControl);
    expect(exportedBy(AccountsModule)).toEqual([ACCESS_CONTROL]);
    await built!.close();
    const open = { module: class Open {}, controllers: [WithoutAccess] };
    await expect(build(AccountsModule.register(new AccessSettings()), open)).rejects.toThrow('WithoutAccess');
  });

  it('WindowModule: the window, which holds what the catalogue declares, and the sinks that sources feed', async () => {
    const catalogue = new PlayedCatalogue([ECHO], MAXIMUM);
    const declarations = standIn('Declarations', new Map([[CATALOGUE, catalogue]]));
    const settings = new WindowSettings();
    await build(WindowModule.register({ settings, maximumBasePaths: MAXIMUM, catalogue: declarations }));
    const window = given<EvidenceWindow>(EVIDENCE_WINDOW);
    expect(window).toBeInstanceOf(EvidenceWindow);
    expect(given(EVIDENCE_SINKS)).toBe(window);
    expect(window.find(ECHO)).toBeDefined();
    expect(exportedBy(WindowModule)).toEqual([EVIDENCE_WINDOW, EVIDENCE_SINKS]);
  });

  it('EvaluationModule: the board, evaluated by itself until the application ends', async () => {
    const { window } = boardOnManualClock({ maximumBasePaths: MAXIMUM });
    window.declare(new Set([ECHO]), clock.now());
    const evidence = standIn('Window', new Map([[EVIDENCE_WINDOW, window]]));
    await build(EvaluationModule.register({ settings: new EvaluationSettings(), window: evidence }));
    await clock.advance(5_000);
    const board = given<LiveBoard>(BOARD);
    expect([board.evaluated(), board.get(ECHO)?.status]).toEqual([true, 'UNKNOWN']);
    expect(exportedBy(EvaluationModule)).toEqual([BOARD]);
    await built!.close();
    built = undefined;
    await clock.advance(60_000);
    expect(board.evaluatedAgoMs()).toBeGreaterThanOrEqual(60_000);
  });

  it('HeartbeatsModule: the answers, by the router and ahead of it', async () => {
    const evaluation = standIn('Evaluation', new Map([[BOARD, FakeBoard.of({ [ECHO]: 'UP' })]]));
    const { window: held } = boardOnManualClock({ maximumBasePaths: MAXIMUM });
    const window = standIn('Window', new Map([[EVIDENCE_WINDOW, held]]));
    const heartbeats = HeartbeatsModule.register({ prefix: '', evaluation, window });
    await build(AccountsModule.register(new AccessSettings()), heartbeats);
    expect(given(HeartbeatsController)).toBeInstanceOf(HeartbeatsController);
    expect(exportedBy(HeartbeatsModule)).toEqual([EARLY_HEARTBEATS]);
  });

  it('HealthModule: live and ready by what it is told, and a watchdog that ends with it', async () => {
    const http = new ScriptedHttp(() => ({ status: 200 }));
    const watchdog = { url: 'https://alerts.example.com/ping', everyMs: 10_000 };
    const readiness = provide(READINESS, {}, () => ({ notReadyBecause: () => 'it is a test' }));
    const wellness = provide(WELLNESS, {}, () => ({ notWellBecause: () => undefined }));
    const health = HealthModule.register({ imports: [], readiness, wellness, watchdog });
    const schedule = new ManualSchedule(clock);
    const building = Test.createTestingModule({ imports: [...PLATFORM(), health] });
    building.overrideProvider(CLOCK).useValue(clock).overrideProvider(TASK_SCHEDULE).useValue(schedule);
    built = await building.overrideProvider(HttpService).useValue({ axiosRef: http.axios }).compile();
    await built.init();
    await clock.advance(20_000);
    expect(given<HealthController>(HealthController).live()).toEqual({ status: 'ok' });
    expect(http.requests.length).toBe(3);
    await built.close();
    await schedule.end();
    built = undefined;
    await clock.advance(60_000);
    expect(http.requests.length).toBe(3);
  });

  it('DeclarationsModule: what the origins declare, in the catalogue that it hands on', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'heartbeat-modules-'));
    const settings = readSettings(ApisSettings, { basePaths: [ECHO] }, { folder });
    const origins = ORIGINS.map(({ name }) => name);
    const catalogue = CatalogueModule.register({ maximum: MAXIMUM, origins });
    const options = { settings, blocks: EXPOSURE_BLOCKS, dataFolder: folder, catalogue };
    await build(AccountsModule.register(new AccessSettings()), DeclarationsModule.register(options));
    const { declarations } = given<Catalogue>(CATALOGUE).current();
    expect([...declarations.values()]).toEqual([{ basePath: ECHO, declaredBy: 'settings' }]);
    expect(given(RoversController)).toBeInstanceOf(RoversController);
    await built!.close();
    built = undefined;
    rmSync(folder, { recursive: true });
  });

  it('SourcesModule: a source of each kind that is configured, fed into the sinks until the end', async () => {
    const catalogue = new PlayedCatalogue([ECHO], MAXIMUM);
    const sinks = { open: () => new RecordingSink() };
    const before = standIn(
      'Window',
      new Map<symbol, unknown>([
        [CATALOGUE, catalogue],
        [EXPOSURE_WATCHERS, new ExposureWatchers()],
        [EVIDENCE_SINKS, sinks],
      ]),
    );
    const limits = { windowMs: 300_000, bucketMs: 10_000, staleAfterMs: 90_000, maximumBasePaths: MAXIMUM };
    const settings = SOURCE_KINDS.map((kind) => settingsOfKind(kind, 'http://127.0.0.1:1', 'shortest'));
    const live = <L>(setting: { fallback(): L }): L => setting.fallback();
    await build(SourcesModule.register({ settings, limits, live, imports: [before] }));
    expect(given<readonly Source[]>(SOURCES)).toHaveLength(SOURCE_KINDS.length);
  });
});
