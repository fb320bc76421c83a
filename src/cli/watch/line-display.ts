import stringWidth from 'string-width';
import type { Clock } from '../../platform/clock/clock.js';
import { isoTime } from '../../platform/clock/iso-time.js';
import { printable } from '../../platform/telemetry/printable.js';
import type { Paint } from '../colours.js';
import { byDomain, type EndpointRecord } from './endpoint-record.js';
import type { ProbeFinding } from './endpoint-prober.js';
import { countText, lastText, latencyText, percentText } from './record-cells.js';
import { summaryLines } from './summary.js';
import { fitTo } from './text-width.js';
import type { WatchDisplay, WatchState } from './watch-display.js';

const LONGEST_NAME = 40;

/** One line for each endpoint and round as soon as it is known, and one for each domain when the round has ended. */
export class LineDisplay implements WatchDisplay {
  readonly #paint: Paint = (text) => text;
  #widths: { readonly domain: number; readonly name: number } | undefined;

  constructor(
    private readonly write: (text: string) => void,
    private readonly clock: Clock,
    private readonly state: () => WatchState,
  ) {}

  probed(record: EndpointRecord, finding: ProbeFinding): void {
    const { endpoint } = record;
    const why = finding.outcome === 'success' ? '' : `  ${printable(finding.detail)}`;
    const cells = [percentText(record).padStart(7), countText(record).padStart(9), fitTo(lastText(finding), 9)];
    this.#line(endpoint.domain, endpoint.name, `${cells.join('  ')}${latencyText(finding).padStart(9)}${why}`);
  }

  skipped({ endpoint }: EndpointRecord, round: number): void {
    this.#line(endpoint.domain, endpoint.name, `left out of round ${round}: the probe before has not ended`);
  }

  roundEnded(round: number): void {
    for (const domain of byDomain(this.state().records)) {
      const counts = `${percentText(domain).padStart(7)}  ${countText(domain).padStart(9)}`;
      this.#line(domain.domain, `(round ${round}, all)`, counts);
    }
  }

  end(): void {
    this.write(`\n${summaryLines(this.state(), this.#paint).join('\n')}\n`);
  }

  close(): void {
    // The terminal was not changed.
  }

  #line(domain: string, name: string, rest: string): void {
    const widths = (this.#widths ??= widthsOf(this.state()));
    const at = isoTime(this.clock.now().wallMs);
    const names = `${fitTo(printable(domain), widths.domain)}  ${fitTo(printable(name), widths.name)}`;
    this.write(`${at}  ${names}  ${rest}`.trimEnd() + '\n');
  }
}

function widthsOf({ records }: WatchState): { domain: number; name: number } {
  const widest = (texts: readonly string[], least: number): number =>
    Math.min(LONGEST_NAME, Math.max(least, ...texts.map((text) => stringWidth(printable(text)))));
  return {
    domain: widest(
      records.map(({ endpoint }) => endpoint.domain),
      0,
    ),
    name: widest(
      records.map(({ endpoint }) => endpoint.name),
      '(round 1000, all)'.length,
    ),
  };
}
