import { X509Certificate } from 'node:crypto';
import { rootCertificates } from 'node:tls';
import { readGivenFile } from '../../platform/storage/given-file.js';
import { printable } from '../../platform/telemetry/printable.js';
import { EXIT } from '../exit-codes.js';

const MAX_BYTES = 1_024 * 1_024;

/** The authorities to trust by TLS: `ca` is PEM; without it, the authorities that Node brings. */
export interface Trusted {
  readonly ca?: string;
}

/** Those of the file, besides the usual ones; or a message on stderr and exit code 2. */
export function trustOrExit(file: string | undefined): Trusted | undefined {
  if (file === undefined) return {};
  const reading = readGivenFile(file, MAX_BYTES);
  const why = reading.ok ? whyNoCertificate(reading.value) : reading.why;
  if (reading.ok && why === undefined)
    return { ca: [reading.value.toString('latin1'), ...rootCertificates].join('\n') };
  process.stderr.write(`${printable(file)} cannot be used by --ca: ${why}; allowed: a file of certificates, PEM\n`);
  process.exitCode = EXIT.badSettings;
  return undefined;
}

function whyNoCertificate(bytes: Buffer): string | undefined {
  if (bytes.length > MAX_BYTES) return 'it is larger than 1 MB';
  try {
    return new X509Certificate(bytes).subject === undefined ? 'it holds no certificate' : undefined;
  } catch {
    return 'it holds no certificate';
  }
}
