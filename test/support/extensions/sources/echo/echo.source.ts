import type { Declaration } from '../../catalogue/catalogue.js';
import type { ExposureCondition, ExposureWatcher } from '../../catalogue/exposure-watchers.js';
import type { EvidenceSink, Source } from '../evidence.js';
import type { SourceContext } from '../source-kind.js';
import type { EchoBlockSettings, EchoLiveSettings, EchoSettings } from './echo.settings.js';

const EVERY_MS = 50;

/** Hears itself: one good request for each base path that asks for it, again and again. */
export class EchoSource implements Source, ExposureWatcher {
  readonly name: string;
  readonly evidence = 'synthetic';

  constructor(
    private readonly settings: EchoSettings,
    private readonly context: SourceContext<EchoLiveSettings>,
  ) {
    this.name = settings.name;
  }

  /** What is echoed for a declaration; undefined if it does not ask for it. */
  echoOf({ blocks }: Pick<Declaration, 'blocks'>): string | undefined {
    const block = blocks?.['echo'] as EchoBlockSettings | undefined;
    return block && `${this.context.live().prefix}${block.say}${this.settings.suffix ?? ''}`;
  }

  condition(declaration: Declaration): ExposureCondition | undefined {
    const message = this.echoOf(declaration);
    return message === undefined ? undefined : { source: this.name, accepted: true, reason: 'Accepted', message };
  }

  async run(sink: EvidenceSink, signal: AbortSignal): Promise<void> {
    const { catalogue, clock, exposures } = this.context;
    const leave = exposures.join(this);
    while (!signal.aborted) {
      const atMs = clock.now().wallMs;
      const asked = [...catalogue.current().declarations.values()].filter((each) => this.echoOf(each) !== undefined);
      sink.record(asked.map(({ basePath }) => ({ basePath, atMs, requests: 1, failures: 0 })));
      await clock.sleep(EVERY_MS, signal);
    }
    leave();
  }
}
