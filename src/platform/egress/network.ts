/** A range of addresses, as CIDR writes it. */
export interface Network {
  readonly family: 4 | 6;
  /** The first address, in network order: 4 or 16 bytes. */
  readonly bytes: Uint8Array;
  /** 0 to 32, or to 128. */
  readonly prefixBits: number;
}
