import type { Clock } from '../platform/clock/clock.js';
import { formatDuration } from '../platform/settings/duration.js';
import { errorFacts } from '../platform/telemetry/error-facts.js';
import type { Finding } from '../platform/health/finding.js';

/** Findings about one thing: a source, or the catalogue. */
export interface Diagnosis {
  readonly about: string;
  readonly findings: readonly Finding[];
}

/** Something to look at; looking may hang, or throw. */
export interface Examination {
  readonly about: string;
  look(): Promise<readonly Finding[]>;
}

/** What was found out in time, and whether something is still being looked at. */
export interface Examined {
  readonly diagnoses: readonly Diagnosis[];
  readonly unfinished: boolean;
}

/** Looks at everything at once, for at most `deadlineMs`: what hangs or throws is reported as such, and hides nothing else. */
export async function examineAll(
  examinations: readonly Examination[],
  { clock, deadlineMs }: { clock: Clock; deadlineMs: number },
): Promise<Examined> {
  const over = new AbortController();
  const late = clock.sleep(deadlineMs, over.signal).then(() => undefined);
  const looks = examinations.map(async (each) => ({
    about: each.about,
    findings: await Promise.race([findingsOf(each), late]),
  }));
  const seen = await Promise.all(looks);
  over.abort();
  return {
    diagnoses: seen.map(({ about, findings }) => ({ about, findings: findings ?? [tooLate(deadlineMs)] })),
    unfinished: seen.some(({ findings }) => findings === undefined),
  };
}

async function findingsOf({ look }: Examination): Promise<readonly Finding[]> {
  try {
    return await look();
  } catch (error) {
    const { type, code, message } = errorFacts(error);
    const text = `it could not be looked at: ${message} (${code ?? type})`;
    return [{ level: 'problem', text, remedy: 'if this is not a file or address of yours, it is a bug of Heartbeat' }];
  }
}

function tooLate(deadlineMs: number): Finding {
  const text = `nothing was found out within ${formatDuration(deadlineMs)}`;
  return { level: 'problem', text, remedy: 'check the network, or give it longer with --timeout' };
}
