import type { Clock } from '../clock/clock.js';
import type { AddressRecord, NameFailure, NameServers } from './name-servers.js';

/** How long the other family is waited for once one has answered (RFC 8305 speaks of 50 ms, for people at a browser). */
const GRACE_MS = 100;
const WORST_FIRST: readonly NameFailure[] = ['silent', 'failed', 'unknown'];

/** The records of both families, or why there are none. */
export async function lookUpAddresses(
  name: string,
  servers: NameServers,
  clock: Clock,
  signal: AbortSignal,
): Promise<readonly AddressRecord[] | NameFailure> {
  const answers: (readonly AddressRecord[] | NameFailure)[] = ['silent', 'silent'];
  const ask = async (family: 4 | 6): Promise<boolean> => {
    const answer = await servers.ask(name, family);
    answers[family === 4 ? 0 : 1] = answer;
    return isRecords(answer);
  };
  const asked = [ask(4), ask(6)];
  const graceIsOver = Promise.race(asked.map(whenTrue)).then(() => clock.sleep(GRACE_MS, signal));
  await Promise.race([Promise.all(asked), graceIsOver]);
  const records = answers.filter(isRecords).flat();
  return records.length > 0 ? records : (WORST_FIRST.find((each) => answers.includes(each)) ?? 'unknown');
}

/** Resolves once, and only if, the other promise gives `true`. */
function whenTrue(other: Promise<boolean>): Promise<void> {
  return new Promise((resolve) => void other.then((value) => value && resolve()));
}

function isRecords(answer: readonly AddressRecord[] | NameFailure): answer is readonly AddressRecord[] {
  return typeof answer !== 'string' && answer.length > 0;
}
