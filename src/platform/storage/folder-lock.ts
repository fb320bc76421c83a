import { randomUUID } from 'node:crypto';
import { link, rename, rm, stat, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Clock } from '../clock/clock.js';
import { FileUnreadableError, readGivenFile } from './given-file.js';
import { hasEnded, ownIdentity, type ProcessIdentity } from './process-identity.js';

const NAME = 'heartbeat.lock';
const MAX_BYTES = 4_096;
const RENEW_AFTER_MS = 2_000;
/** Unless its process is known to have ended, a lock counts as abandoned once it has not changed for this long. */
const ABANDONED_AFTER_MS = 10_000;

/** `taken`: just now, so that others may have written until now. `heldBy` says who has it. */
export type LockState = 'held' | 'taken' | { readonly heldBy: string };

interface Seen {
  readonly text: string;
  readonly modifiedMs: number;
  readonly sinceMs: number;
}

/**
 * Reserves a folder for one process among all machines: its holder touches a file in it every two seconds. That of a
 * process of this machine that has ended is taken over at once, that of another after ten seconds without a touch.
 */
export class FolderLock {
  readonly #path: string;
  readonly #id = randomUUID();
  #identity: ProcessIdentity | undefined;
  #held = false;
  #renewedMs = -Infinity;
  #other: Seen | undefined;

  constructor(
    private readonly folder: string,
    private readonly clock: Clock,
  ) {
    this.#path = join(folder, NAME);
  }

  /** Keeps the lock, or takes it if it is free. The folder must be there. Rejects with the error of the system, or `FileUnreadableError`. */
  async hold(): Promise<LockState> {
    if (this.#held && this.#isOurs()) {
      await this.#renew();
      return 'held';
    }
    this.#held = false;
    this.#identity ??= await ownIdentity();
    if ((await this.#place()) || ((await this.#clearAbandoned()) && (await this.#place()))) {
      this.#held = true;
      this.#renewedMs = this.#nowMs();
      return 'taken';
    }
    return { heldBy: holderIn(this.#other?.text ?? '') };
  }

  /** Gives it back, if we have it. */
  async release(): Promise<void> {
    if (this.#held && this.#isOurs()) await rm(this.#path, { force: true });
    this.#held = false;
  }

  #isOurs(): boolean {
    return textOf(this.#path)?.includes(this.#id) ?? false;
  }

  async #renew(): Promise<void> {
    if (this.#nowMs() - this.#renewedMs < RENEW_AFTER_MS) return;
    const at = new Date(this.clock.now().wallMs);
    await utimes(this.#path, at, at);
    this.#renewedMs = this.#nowMs();
  }

  /** A link is there as a whole or not at all, and never takes the place of another. */
  async #place(): Promise<boolean> {
    const temporary = join(this.folder, `.${NAME}.${this.#id}.tmp`);
    await writeFile(temporary, JSON.stringify({ id: this.#id, ...this.#identity }), { mode: 0o600 });
    try {
      await link(temporary, this.#path);
      return true;
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
      return false;
    } finally {
      await rm(temporary, { force: true });
    }
  }

  /** Puts the lock of a process that is gone out of the way; true if it is worth another try. */
  async #clearAbandoned(): Promise<boolean> {
    const text = textOf(this.#path);
    if (text === undefined) return true;
    if (!(await this.#isAbandoned(text))) return false;
    const aside = join(this.folder, `.${NAME}.${randomUUID()}.tmp`);
    try {
      await rename(this.#path, aside);
      // Another process may have been quicker, and its lock was moved: put it back, unless there is one again.
      if (textOf(aside) !== text) await link(aside, this.#path);
    } catch (error) {
      if (!['ENOENT', 'EEXIST'].includes((error as NodeJS.ErrnoException).code ?? '')) throw error;
    } finally {
      await rm(aside, { force: true });
    }
    return true;
  }

  async #isAbandoned(text: string): Promise<boolean> {
    if (await hasEnded(identityIn(text), this.#identity!)) return true;
    const modifiedMs = await stat(this.#path).then(
      ({ mtimeMs }) => mtimeMs,
      () => 0,
    );
    const other = this.#other;
    if (other?.text === text && other.modifiedMs === modifiedMs)
      return this.#nowMs() - other.sinceMs >= ABANDONED_AFTER_MS;
    this.#other = { text, modifiedMs, sinceMs: this.#nowMs() };
    return false;
  }

  #nowMs(): number {
    return this.clock.now().monotonicMs;
  }
}

/** Undefined where there is no lock. Throws `FileUnreadableError`. */
function textOf(path: string): string | undefined {
  const reading = readGivenFile(path, MAX_BYTES);
  if (reading.ok) return reading.value.toString();
  if (reading.why === 'ENOENT') return undefined;
  throw new FileUnreadableError(NAME, reading.why);
}

/** A file that is not one of our locks does not tell who left it. */
function identityIn(text: string): ProcessIdentity {
  try {
    const { host, boot, pid, startTicks } = JSON.parse(text) as ProcessIdentity & Record<string, never>;
    if (typeof boot !== 'string' || typeof pid !== 'number') return { host: String(host) };
    return { host: String(host), boot, pid, startTicks: Number(startTicks) };
  } catch {
    return { host: 'unknown' };
  }
}

function holderIn(text: string): string {
  const { host, pid } = identityIn(text);
  return pid === undefined ? `a process on ${host}` : `process ${pid} on ${host}`;
}
