import { InvalidArgumentError, Option, type Command } from 'commander';
import { durationOption, type Milliseconds } from '../duration-option.js';
import { RATIO_SCALE } from './endpoint-record.js';

/** The options of the command. */
export interface WatchOptions {
  readonly every: Milliseconds;
  readonly timeout?: Milliseconds;
  readonly concurrency: number;
  readonly duration?: Milliseconds;
  /** Of 10 000. */
  readonly threshold: number;
  /** Statuses that count as a success, with commas between. */
  readonly expectStatus?: string;
  readonly maxLatency?: Milliseconds;
  readonly ca?: string;
  readonly json?: boolean;
  readonly once?: boolean;
}

const MAX_CONCURRENCY = 1_000;
const DEFAULT_CONCURRENCY = 200;
const DEFAULT_THRESHOLD = (RATIO_SCALE * 9) / 10;
const EVERY = { fromMs: 1_000, toMs: 3_600_000, defaultMs: 5_000 };
const TIMEOUT = { fromMs: 100, toMs: 60_000 };
const LATENCY = { fromMs: 1, toMs: 30_000 };
const DURATION = { fromMs: 1_000, toMs: 365 * 86_400_000 };

/** The command with its argument and its options. */
export function withOptions(command: Command): Command {
  const concurrency = new Option('--concurrency <count>', 'probes at a time').argParser(concurrencyOf);
  const threshold = new Option('--threshold <percentage>', 'of the probes of an endpoint that must succeed');
  return command
    .argument('<file>', 'YAML or JSON list of { name, url, method, headers, body, expect }; - reads standard input')
    .addOption(durationOption('--every <duration>', 'a round begins this often', EVERY))
    .addOption(durationOption('--timeout <duration>', 'of a probe (default: 4/5 of --every, at most 5s)', TIMEOUT))
    .addOption(concurrency.default(DEFAULT_CONCURRENCY))
    .addOption(durationOption('--duration <duration>', 'no round begins after this; then it ends', DURATION))
    .option('--expect-status <statuses>', 'that count as a success: 2xx, 404 or 200-299, with commas between')
    .addOption(durationOption('--max-latency <duration>', 'longest that an answer may take', LATENCY))
    .option('--ca <file>', 'certificates of authorities to trust besides the usual ones, PEM')
    .addOption(threshold.argParser(thresholdOf).default(DEFAULT_THRESHOLD, '90%'))
    .option('--json', 'print one JSON object a line')
    .option('--once', 'one round, then it ends');
}

function concurrencyOf(text: string): number {
  const concurrency = /^\d{1,4}$/.test(text) ? Number(text) : 0;
  if (concurrency < 1 || concurrency > MAX_CONCURRENCY)
    throw new InvalidArgumentError(`Allowed is a whole number from 1 to ${MAX_CONCURRENCY}.`);
  return concurrency;
}

/** `90%`, `99.5 %` or `0.9`, of 10 000. */
function thresholdOf(text: string): number {
  const [, percentage] = /^(\d{1,3}(?:\.\d{1,2})?) ?%$/.exec(text) ?? [];
  const [ratio] = /^[01](?:\.\d{1,4})?$/.exec(text) ?? [];
  const scaled = Math.round(percentage === undefined ? Number(ratio) * RATIO_SCALE : Number(percentage) * 100);
  if (!(scaled >= 0 && scaled <= RATIO_SCALE))
    throw new InvalidArgumentError('Allowed is a percentage such as 99.5%, or a ratio such as 0.995.');
  return scaled;
}
