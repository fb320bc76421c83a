/** Most gateways, and most names, of one question: more at once would be a storm of their own. */
export const MOST_ASKED = 50;

/** What is said of a gateway that the canary does not reach. */
export function gatewayTrouble({ host }: URL): string {
  return `the gateway ${host} cannot be reached`;
}

/** What the canary is asked about. */
export interface CanaryQuestion {
  /** Gateways whose targets did not answer. */
  readonly gateways: ReadonlySet<URL>;
  /** Host names of other targets that could not be resolved. */
  readonly unresolved: ReadonlySet<string>;
}

/** What the canary found. */
export interface CanaryAnswer {
  /** The prober's own machine, and what the operator named, answer. */
  readonly healthy: boolean;
  /** Those of the gateways that can be reached; all of them where the operator named something else to ask. */
  readonly reached: ReadonlySet<URL>;
  /** Those of the names about which the resolver gives an answer, were it that they do not exist. */
  readonly resolved: ReadonlySet<string>;
  /** What is not well, in few plain words; empty when all is. */
  readonly detail: string;
}

/** Proves that the prober itself is well; asked when a target gave no response. Never rejects, and answers in 3 s. */
export interface Canary {
  ask(question: CanaryQuestion, signal: AbortSignal): Promise<CanaryAnswer>;
}
