import type { SecureContext } from 'node:tls';
import { inGivenFile, wholeFile } from '../../../platform/storage/given-file.js';
import { printable } from '../../../platform/telemetry/printable.js';
import type { Trust } from '../trust.js';
import { secureContextOf } from './connections/connection.js';

/** The files of a `tls` section, and the name that is asked for. */
export interface TlsFiles {
  readonly caFile?: string;
  readonly certFile?: string;
  readonly keyFile?: string;
  readonly serverName?: string;
}

/** A file of a `tls` section is not a certificate or a key, or the two do not belong together. */
export class TlsFilesError extends Error {
  readonly code = 'HEARTBEAT_TLS_FILES_UNUSABLE';

  constructor(files: TlsFiles, cause: unknown) {
    const named = TLS_FILES.filter((key) => files[key] !== undefined).map((key) => `${key} (${files[key]})`);
    const why = printable(cause instanceof Error ? cause.message : String(cause)).slice(0, 200);
    super(`${named.join(', ')} cannot be used: ${why}; PEM is expected, and the key has to be that of the certificate`);
    this.name = 'TlsFilesError';
    this.cause = cause;
  }
}

const TLS_FILES = ['caFile', 'certFile', 'keyFile'] as const;
/** Bundles of all public authorities are a quarter of it. */
const MAX_BYTES = 1_024 * 1_024;
const LOOK_AGAIN_MS = 5_000;

/**
 * Trust by files, which are looked at again at most every five seconds and read again when they have changed. New ones that
 * cannot be used, such as half of a pair that is just being replaced, leave the last good ones in force.
 */
export class TrustFiles implements Trust {
  readonly hasCertificate: boolean;
  readonly serverName?: string;
  #context: SecureContext | undefined;
  #version: string | undefined;
  #lookedAtMs = -Infinity;

  constructor(
    private readonly files: TlsFiles,
    /** Takes what is wrong with files that have changed. */
    private readonly unusable: (why: string) => void,
  ) {
    this.hasCertificate = files.certFile !== undefined;
    if (files.serverName !== undefined) this.serverName = files.serverName;
  }

  context(monotonicMs: number): SecureContext | undefined {
    if (monotonicMs - this.#lookedAtMs < LOOK_AGAIN_MS) return this.#context;
    this.#lookedAtMs = monotonicMs;
    const version = this.#currentVersion();
    if (version === this.#version) return this.#context;
    this.#version = version;
    try {
      this.#context = this.read();
    } catch (error) {
      this.unusable((error as Error).message);
    }
    return this.#context;
  }

  /** What the files hold now. Throws `FileUnreadableError` or `TlsFilesError`. */
  read(): SecureContext {
    const { caFile, certFile, keyFile } = this.files;
    const texts = {
      ...(caFile !== undefined && { ca: wholeFile('the file of tls.caFile', caFile, MAX_BYTES) }),
      ...(certFile !== undefined && { cert: wholeFile('the file of tls.certFile', certFile, MAX_BYTES) }),
      ...(keyFile !== undefined && { key: wholeFile('the file of tls.keyFile', keyFile, MAX_BYTES) }),
    };
    try {
      return secureContextOf(texts);
    } catch (error) {
      throw new TlsFilesError(this.files, error);
    }
  }

  #currentVersion(): string {
    const versions = TLS_FILES.map((key) => {
      const path = this.files[key];
      if (path === undefined) return '';
      const found = inGivenFile(path, ({ stats: { ino, size, mtimeMs, ctimeMs } }) => [ino, size, mtimeMs, ctimeMs]);
      return found.ok ? found.value.join(' ') : found.why;
    });
    return versions.join('\n');
  }
}
