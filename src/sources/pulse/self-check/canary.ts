/** Most gateways, and most names, of one question: more at once would overload the network. */
export const MOST_ASKED = 50;

/** Describes a gateway that the canary does not reach. */
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
  /** The gateways that can be reached; all of them if the operator named something else to ask. */
  readonly reached: ReadonlySet<URL>;
  /** The names about which the resolver gives an answer, also that they do not exist. */
  readonly resolved: ReadonlySet<string>;
  /** What is wrong, in a few plain words; empty if nothing is. */
  readonly detail: string;
}

/** Proves that the prober itself is well; asked when a target gave no response. Never rejects, and answers in 3 s. */
export interface Canary {
  ask(question: CanaryQuestion, signal: AbortSignal): Promise<CanaryAnswer>;
}
