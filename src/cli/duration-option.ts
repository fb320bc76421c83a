import { InvalidArgumentError, Option } from 'commander';
import { formatDuration, parseDuration } from '../platform/settings/duration.js';

/** What the option gives. */
export type Milliseconds = number;

/** The range of a duration, both ends included, and what it is where nothing is said. */
export interface DurationRange {
  readonly fromMs: Milliseconds;
  readonly toMs: Milliseconds;
  readonly defaultMs?: Milliseconds;
}

/** An option such as `--timeout 30s`. */
export function durationOption(flags: string, about: string, range: DurationRange): Option {
  const option = new Option(flags, about).argParser((text) => durationOf(text, range));
  const { defaultMs } = range;
  return defaultMs === undefined ? option : option.default(defaultMs, formatDuration(defaultMs));
}

function durationOf(text: string, { fromMs, toMs }: DurationRange): Milliseconds {
  const durationMs = parseDuration(text);
  if (durationMs === undefined || durationMs < fromMs || durationMs > toMs)
    throw new InvalidArgumentError(
      `Allowed is a duration from ${formatDuration(fromMs)} to ${formatDuration(toMs)}, such as 30s.`,
    );
  return durationMs;
}
