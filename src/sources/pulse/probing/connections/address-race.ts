import type { Socket } from 'node:net';
import type { Deadline, Deadlines } from '../deadlines.js';

/** How long an address is tried alone before the next one is tried as well (RFC 8305, 5). */
const NEXT_ADDRESS_MS = 250;

/** Options of a race. */
export interface RaceOptions {
  /** At least one, in the order to try them. */
  readonly addresses: readonly string[];
  readonly deadlines: Deadlines;
  /** Begins to connect to an address. */
  open(address: string): Socket;
  /** The first socket that is connected; all others are given up. */
  won(socket: Socket, address: string): void;
  /** No address can be connected to; an error with those of all addresses as its `errors`. */
  lost(error: Error): void;
}

/**
 * Connects to the first of several addresses that accepts (RFC 8305). Each failure, and each quarter of a second, begins
 * the next attempt; none is given up before another one has been connected: a lost packet is sent again by the system.
 */
export class AddressRace {
  readonly #sockets = new Set<Socket>();
  readonly #errors: Error[] = [];
  #begun = 0;
  #next: Deadline | undefined;
  #over = false;

  constructor(private readonly options: RaceOptions) {
    this.#begin();
  }

  /** Gives up; nothing is called any more. */
  stop(): void {
    this.#end();
    for (const socket of this.#sockets) socket.destroy();
  }

  #begin(): void {
    const { addresses, deadlines, open } = this.options;
    const address = addresses[this.#begun++]!;
    const socket = open(address);
    this.#sockets.add(socket);
    socket.once('connect', () => this.#connected(socket, address));
    socket.on('error', (error) => this.#failed(socket, error));
    if (this.#begun < addresses.length) this.#next = deadlines.after(NEXT_ADDRESS_MS, () => this.#begin());
  }

  #connected(socket: Socket, address: string): void {
    if (this.#over) return;
    this.#end();
    this.#sockets.delete(socket);
    for (const other of this.#sockets) other.destroy();
    this.options.won(socket, address);
  }

  #failed(socket: Socket, error: Error): void {
    if (this.#over) return;
    this.#errors.push(error);
    this.#sockets.delete(socket);
    if (this.#next) this.options.deadlines.cancel(this.#next);
    if (this.#begun < this.options.addresses.length) this.#begin();
    else if (this.#sockets.size === 0) {
      this.#end();
      this.options.lost(new AggregateError(this.#errors, 'no address can be connected to'));
    }
  }

  #end(): void {
    this.#over = true;
    if (this.#next) this.options.deadlines.cancel(this.#next);
  }
}
