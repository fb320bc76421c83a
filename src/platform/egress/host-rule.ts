/** A host, or all below it, and a port that may be reached there. */
export interface HostRule {
  /** In lower case, without the `*.`. */
  readonly name: string;
  /** Whether the names below it are meant, and not itself. */
  readonly below: boolean;
  readonly port: number;
}
