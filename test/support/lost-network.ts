import { setTimeout as sleep } from 'node:timers/promises';
import { FakeNameServer, type Said } from './servers/fake-name-server.js';
import { NetworkNamespace, type NetworkLoss } from './servers/network-namespace.js';
import { KNOWN_MS, ProbingService, STALE_AFTER_MS } from './servers/probing-service.js';
import { SwitchableGateway } from './servers/switchable-gateway.js';
import { StatusWatch } from './status-watch.js';

/** What a prober loses: the network, or its name servers, which go on listening but no longer answer. */
export type Loss = NetworkLoss | 'silent name server';

const GATEWAY_NAME = 'gateway.heartbeat.test';
const DNS_PORT = 53;
const TTL_SECONDS = 5;
const NO_SUCH_NAME = 3;
const METRIC = 'heartbeat_pulse_suspect{';
const LOOKS = 4;
/** So that some twenty connections are in use at a time. */
const GATEWAY_TAKES_MS = 200;
/** Two good rounds of the prober's self-check, a window and some room. */
const BACK_MS = 45_000;

/** What was seen of one loss. */
export interface LossStory {
  /** Every status that was served between the loss and the end. */
  readonly seen: readonly string[];
  readonly longestGapMs: number;
  /** Connections of the prober that had served several probes before the loss. */
  readonly kept: boolean;
  /** Every `STATUS reason` from then on until the evidence from before the loss was stale by far. */
  readonly verdictsMeanwhile: readonly string[];
  readonly metricMeanwhile: string | undefined;
  /** Questions to which the name server said nothing. */
  readonly unansweredQuestions: number;
  readonly verdictsAtTheEnd: readonly string[];
  readonly metricAtTheEnd: string | undefined;
  readonly signals: readonly Record<string, unknown>[];
}

/** A prober on a machine of its own whose network is lost, and comes back. */
export class LostNetwork {
  readonly #ends: (() => Promise<void> | void)[] = [];
  readonly #namespace: NetworkNamespace;
  readonly #gateway: SwitchableGateway;
  #namesAreTold = true;
  #unansweredQuestions = 0;
  #service!: ProbingService;

  constructor(private readonly loss: Loss) {
    this.#namespace = NetworkNamespace.create();
    this.#ends.push(() => this.#namespace.remove());
    this.#gateway = new SwitchableGateway(this.#namespace.far, GATEWAY_TAKES_MS);
  }

  /** Until all are UP, on connections that are kept. */
  async start(): Promise<void> {
    await this.#gateway.open();
    this.#ends.push(() => this.#gateway.close());
    const at = { address: this.#namespace.far, port: DNS_PORT };
    const names = await FakeNameServer.start(({ name }) => this.#told(name), at);
    this.#ends.push(() => names.stop());
    // A way that is lost takes the names with it: those scenes are about connections.
    const host = this.loss === 'silent name server' ? GATEWAY_NAME : this.#namespace.far;
    this.#service = await ProbingService.start(`http://${host}:${this.#gateway.port}`, this.#namespace);
    this.#ends.push(() => this.#service.remove());
    await this.#service.allAre('UP', KNOWN_MS);
  }

  async tell(): Promise<LossStory> {
    const service = this.#service;
    const kept = this.#gateway.connections >= 10 && this.#gateway.requests >= 5 * this.#gateway.connections;
    const watch = new StatusWatch(() => service.statuses());
    await this.#lose();
    await service.allAreSuspect();
    const verdictsMeanwhile = await this.#verdictsFor(STALE_AFTER_MS + 3_000);
    const metricMeanwhile = await service.metric(METRIC);
    this.#restore();
    await service.allAre('UP', BACK_MS);
    await watch.stop();
    return {
      seen: [...watch.seen].toSorted(),
      longestGapMs: watch.longestGapMs,
      kept,
      verdictsMeanwhile,
      metricMeanwhile,
      unansweredQuestions: this.#unansweredQuestions,
      verdictsAtTheEnd: Object.keys(await service.verdicts()),
      metricAtTheEnd: await service.metric(METRIC),
      signals: service.signals(),
    };
  }

  /** Ends everything, however far `start` had come when it was over; what cannot be ended keeps nothing else from it. */
  async end(): Promise<void> {
    const errors: unknown[] = [];
    for (const end of this.#ends.toReversed()) {
      try {
        await end();
      } catch (error) {
        errors.push(error);
      }
    }
    if (errors.length > 0) throw new AggregateError(errors, `${this.loss}: not all could be ended`);
  }

  async #lose(): Promise<void> {
    if (this.loss !== 'silent name server') return this.#namespace.lose(this.loss);
    this.#namesAreTold = false;
    // No name is looked up as long as its connections are kept.
    await sleep((TTL_SECONDS + 3) * 1_000);
    await this.#service.allAre('UP', 0);
    this.#gateway.cutConnections();
  }

  #told(name: string): Said {
    if (!this.#namesAreTold) this.#unansweredQuestions++;
    if (!this.#namesAreTold) return 'silence';
    return name === GATEWAY_NAME ? { addresses: [this.#namespace.far], ttlSeconds: TTL_SECONDS } : NO_SUCH_NAME;
  }

  async #verdictsFor(ms: number): Promise<string[]> {
    const seen = new Set<string>();
    for (let looks = 0; looks <= LOOKS; looks++) {
      if (looks > 0) await sleep(ms / LOOKS);
      for (const verdict of Object.keys(await this.#service.verdicts())) seen.add(verdict);
    }
    return [...seen];
  }

  #restore(): void {
    this.#namesAreTold = true;
    if (this.loss !== 'silent name server') this.#namespace.restore(this.loss);
  }
}
