import { token } from '../../platform/injection/token.js';
import type { Principal } from '../../accounts/principal.js';
import type { Clock } from '../../platform/clock/clock.js';
import { RefusedRequestError } from '../../platform/http/problem.js';
import type { Log } from '../../platform/telemetry/log.js';
import { apiRoverOf, damagedRover, keptRover, type ApiRover } from './api-rover.js';
import {
  requireAccepted,
  requireCover,
  requireFreeBasePaths,
  requireOfApi,
  requireRoom,
  type RoverCheckOptions,
} from './rover-checks.js';
import { SerialQueue } from '../../platform/tasks/serial-queue.js';
import { requirePreconditions, type Preconditions } from './rover-preconditions.js';
import { noRoomForRover, roverNotKept, unknownRover } from './rover-problems.js';
import { RoverStoreError, type RoverStore } from './rover-store.js';
import { readSentRover, type SentBody, type SentRover } from './sent-rover.js';

export const ROVER_WRITES = token<RoverWrites>('RoverWrites');

const MAX_WAITING = 100;

/** Who asks for a write, and which version is expected. */
export interface WriteRequest {
  readonly principal: Principal;
  readonly preconditions: Preconditions;
}

/** The result of a write. */
export interface RoverWritten {
  readonly rover: ApiRover;
  readonly action: 'created' | 'replaced' | 'unchanged';
}

/** The options of `RoverWrites`, besides those of the checks. */
export interface RoverWriteOptions extends RoverCheckOptions {
  readonly store: RoverStore;
  readonly clock: Clock;
  readonly log: Log;
}

/** Writes Rovers of the API: one after another, stored durably before they come into force and are answered. */
export class RoverWrites {
  readonly #queue = new SerialQueue(MAX_WAITING);
  /** One after another, because what a text becomes while it is read is a hundred times as large. */
  readonly #readings = new SerialQueue(MAX_WAITING);
  #loaded = false;
  /** Of what is stored, when it was read last. */
  #version = '';
  #told = '';

  constructor(private readonly options: RoverWriteOptions) {}

  /** Puts the stored Rovers in force, no matter who may write. If they cannot be read, logs that and goes on. */
  async open(): Promise<void> {
    if (this.options.access.anybody) await this.keep();
    if (!this.#loaded) await this.#queue.run(() => this.#safely(() => this.#load()));
  }

  /** Keeps other processes from writing, or follows the one that does until it has ended; to be called periodically. */
  async keep(): Promise<void> {
    await this.#queue.run(() =>
      this.#safely(async () => {
        const claim = await this.#claim();
        if (typeof claim !== 'string') await this.#follow();
        this.#tell(typeof claim === 'string' ? '' : `${claim.heldBy} writes to the same data folder`);
      }),
    );
  }

  /** Takes what another process has written into force; to be called periodically where nobody may write. */
  async follow(): Promise<void> {
    await this.#queue.run(() => this.#safely(() => this.#follow()));
  }

  /** The stored Rover of that name. */
  kept(name: string): ApiRover | undefined {
    return this.options.api.all.get(name);
  }

  /** Lets others write. */
  async close(): Promise<void> {
    await this.#safely(() => this.options.store.close());
  }

  /** Reads what was sent. Throws `RefusedRequestError`. */
  async read(body: SentBody): Promise<SentRover> {
    const reading = this.#readings.run(() => readSentRover(body, this.options.yaml));
    return reading ?? Promise.reject(tooManyWaiting());
  }

  /** Puts a Rover in force. Throws `RefusedRequestError`; then the old version is. */
  async put(rover: SentRover, request: WriteRequest): Promise<RoverWritten> {
    requireCover(this.options.access, request.principal, { next: rover });
    return this.#alone(async () => {
      const { api, catalogue, yaml, clock } = this.options;
      const before = this.#require(rover.name, request, rover);
      requireFreeBasePaths(rover, catalogue);
      const { name, exposures } = rover;
      const stored = { name, sinceMs: clock.now().wallMs, by: request.principal.name };
      const next = apiRoverOf({ ...stored, text: await yaml.writeInTurns(name, exposures) }, exposures);
      if (before?.tag === next.tag) return this.#done({ rover: before, action: 'unchanged' }, request);
      requireRoom(next, this.options);
      requireAccepted(rover, this.options);
      await this.options.store.put(next);
      await api.take([...api.all.values()].filter((each) => each.name !== name).concat(next));
      const created = before === undefined || before.tag === '';
      return this.#done({ rover: next, action: created ? 'created' : 'replaced' }, request);
    });
  }

  /** Withdraws a Rover. Throws `RefusedRequestError`; then it is still in force. */
  remove(name: string, request: WriteRequest): Promise<void> {
    return this.#alone(async () => {
      const { api, rovers, store, log } = this.options;
      const before = this.#require(name, request);
      if (!before) requireOfApi(name, rovers);
      if (!before || before.tag === '') throw unknownRover(name);
      await store.remove(name);
      await api.take([...api.all.values()].filter((each) => each.name !== name));
      log.info('rover deleted', { name, by: request.principal.name, basePaths: before.exposures.length });
    });
  }

  /** The version in force, if it may be replaced. */
  #require(name: string, { principal, preconditions }: WriteRequest, next?: SentRover): ApiRover | undefined {
    const { api, access } = this.options;
    const before = api.all.get(name);
    requireCover(access, principal, { before, next });
    requirePreconditions(preconditions, before);
    return before;
  }

  #done(written: RoverWritten, { principal }: WriteRequest): RoverWritten {
    const { rover, action } = written;
    const facts = { name: rover.name, by: principal.name, action, basePaths: rover.exposures.length };
    this.options.log.info('rover written', facts);
    return written;
  }

  /** No one else writes meanwhile, in this process or in another. */
  #alone<T>(write: () => Promise<T>): Promise<T> {
    const written = this.#queue.run(async () => {
      try {
        const claim = await this.#claim();
        if (typeof claim !== 'string') throw roverNotKept(`${claim.heldBy} writes to the same data folder`);
        return await write();
      } catch (error) {
        throw this.#refusalOf(error);
      }
    });
    return written ?? Promise.reject(tooManyWaiting());
  }

  async #claim(): ReturnType<RoverStore['claim']> {
    const claim = await this.options.store.claim();
    if (claim === 'taken') this.#loaded = false;
    // If it fails, the next write tries again rather than overwrite what it does not know.
    if (typeof claim === 'string' && !this.#loaded) await this.#load();
    return claim;
  }

  async #follow(): Promise<void> {
    if ((await this.options.store.version()) !== this.#version) await this.#load();
  }

  async #load(): Promise<void> {
    const { store, api, yaml, clock, log } = this.options;
    const version = await store.version();
    const { rovers, damaged } = await store.load();
    const nowMs = clock.now().wallMs;
    const all = damaged.map((name) => damagedRover(name, nowMs));
    for (const rover of rovers) all.push(await keptRover(rover, yaml));
    for (const { name, problems } of all.filter((each) => each.problems.length > 0))
      log.warn('kept rover is not in force', { name, problems });
    await api.take(all);
    this.#loaded = true;
    this.#version = version;
  }

  #refusalOf(error: unknown): unknown {
    if (error instanceof RefusedRequestError || !(error instanceof RoverStoreError)) return error;
    this.options.log.error('rover could not be kept, the old version stays in force', { error });
    return error.full
      ? noRoomForRover('the disk is full; the old version stays in force')
      : roverNotKept('its folder cannot be written');
  }

  async #safely(act: () => Promise<void>): Promise<void> {
    try {
      await act();
    } catch (error) {
      if (!(error instanceof RoverStoreError)) throw error;
      this.#tell(error.message);
    }
  }

  /** Logs once what keeps Rovers from being written, and once that they can be written again. */
  #tell(obstacle: string): void {
    if (obstacle === this.#told) return;
    this.#told = obstacle;
    if (obstacle === '') this.options.log.info('rovers can be written again');
    else this.options.log.warn('rovers cannot be written', { obstacle });
  }
}

function tooManyWaiting(): RefusedRequestError {
  return roverNotKept(`${MAX_WAITING} writes are waiting already`);
}
