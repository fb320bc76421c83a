import { X509Certificate } from 'node:crypto';
import { connect as connectTcp, isIP, type Socket, type TcpNetConnectOpts } from 'node:net';
import { connect as connectTls, createSecureContext, type SecureContext, type TLSSocket } from 'node:tls';
import { elapsedMs } from '../../../../platform/clock/elapsed.js';
import { connectedAddressAllowed } from '../../../../platform/egress/connected-address.js';
import type { EgressPolicy } from '../../../../platform/egress/egress-policy.js';
import type { Trust } from '../../trust.js';
import type { Deadlines } from '../deadlines.js';
import type { RequestText } from '../request-text.js';
import { AddressRace } from './address-race.js';
import { blockedFault, connectionFault, type ConnectionFault, type ConnectionStage } from './connection-fault.js';

/** Where a connection leads, and under which rules. */
export interface Destination {
  readonly url: URL;
  readonly policy: EgressPolicy | 'any';
  /** For https. */
  readonly trust: Trust;
}

/** The current user of a connection. */
export interface ConnectionUser {
  /** Once, when requests can be sent. */
  opened?(): void;
  /** The bytes are good during the call only. */
  received(bytes: Buffer): void;
  /** Once at most, and not after `destroy`; `inOrder` if the other side ended it without an error. */
  ended(fault: ConnectionFault, inOrder: boolean): void;
}

/** Options of a new connection. */
export interface Opening extends Destination {
  /** Checked, at least one; nothing else is connected to. */
  readonly addresses: readonly string[];
  /** Absent for http. */
  readonly context: SecureContext | undefined;
  readonly deadlines: Deadlines;
  readonly user: ConnectionUser;
  readonly nowMs: number;
  /** Called once, whichever side ended it. */
  readonly closed: (connection: Connection) => void;
}

/**
 * One memory for what arrives on all connections: a read fills it and hands it on before the next one begins, so nothing
 * that is sent to us costs memory unless it is kept.
 */
const ARRIVALS = Buffer.allocUnsafeSlow(16_384);

/**
 * One connection to an origin, plain or by TLS. It belongs to one user at a time: it connects, makes the handshake, is
 * open, and ends once, by an error, by the other side, or by `destroy`.
 */
export class Connection {
  readonly policy: EgressPolicy | 'any';
  /** What its TLS was made with. */
  readonly context: SecureContext | undefined;
  /** Phases of making it, ms. */
  readonly phases: { connectMs?: number; tlsMs?: number } = {};
  /** Wall time at which the certificate of the other side ends. */
  validUntilMs: number | undefined;
  /** When it was opened, on the clock of the pool. */
  readonly bornMs: number;
  /** The address that it leads to, once it is connected. */
  address: string | undefined;
  /** Its name leads elsewhere by now: it is not kept any more. */
  isOutdated = false;
  /** What comes is read for nothing but to keep it. */
  isDraining = false;
  #stage: ConnectionStage = 'connect';
  /** Since when it is idle, on the clock of the pool. */
  idleSinceMs = 0;
  #user: ConnectionUser | undefined;
  #ended = false;
  readonly #begunMs = elapsedMs();
  readonly #trust: Trust;
  readonly #race: AddressRace;
  #socket: Socket | undefined;
  readonly #closed: (connection: Connection) => void;

  constructor({ url, policy, trust, addresses, context, deadlines, user, closed, nowMs }: Opening) {
    this.policy = policy;
    this.context = context;
    this.#trust = trust;
    this.bornMs = nowMs;
    this.#user = user;
    this.#closed = closed;
    const tcp = { port: portOf(url), ...this.#reading() };
    const tls = context && { ...tcp, ...tlsOptions(url, trust, context) };
    this.#race = new AddressRace({
      addresses,
      deadlines,
      open: (host) => (tls ? connectTls({ ...tls, host }) : connectTcp({ ...tcp, host })),
      won: (socket, address) => this.#connected(socket, address),
      lost: (error) => this.#over(error),
    });
  }

  /** How far it has come. */
  get stage(): ConnectionStage {
    return this.#stage;
  }

  /** Whether everything that was sent has left. */
  get drained(): boolean {
    return this.#socket?.writableLength === 0;
  }

  /** Gives it to another user. */
  handTo(user: ConnectionUser): void {
    this.#user = user;
  }

  /** Takes it from its user; any data received after that ends it. */
  rest(nowMs: number): void {
    this.#user = undefined;
    this.isDraining = false;
    this.idleSinceMs = nowMs;
  }

  send({ head, body }: RequestText): void {
    if (body === undefined) {
      this.#socket!.write(head, 'latin1');
      return;
    }
    this.#socket!.write(Buffer.concat([Buffer.from(head, 'latin1'), Buffer.from(body)]));
  }

  /** Ends it at once; its user is not called any more. */
  destroy(): void {
    if (this.#ended) return;
    this.#ended = true;
    if (this.#socket) this.#socket.destroy();
    else this.#race.stop();
    this.#closed(this);
  }

  #reading(): Pick<TcpNetConnectOpts, 'onread'> {
    const callback = (bytes: number, arrivals: Uint8Array): boolean => {
      if (this.#ended) return true;
      if (this.#user) this.#user.received((arrivals as Buffer).subarray(0, bytes));
      else this.destroy();
      return true;
    };
    return { onread: { buffer: ARRIVALS, callback } };
  }

  #connected(socket: Socket, address: string): void {
    this.#socket = socket;
    this.address = address;
    this.phases.connectMs = elapsedMs() - this.#begunMs;
    const verdict = connectedAddressAllowed(socket.remoteAddress, this.policy);
    if (!verdict.ok) {
      this.#fail(blockedFault(verdict.detail));
      return;
    }
    socket.on('error', (error) => this.#over(error));
    socket.once('end', () => this.#over(undefined));
    socket.once('close', () => this.#over(undefined));
    socket.setNoDelay(true);
    if (!this.context) {
      this.#open();
      return;
    }
    this.#stage = 'tls';
    socket.once('secureConnect', () => this.#secured());
  }

  #secured(): void {
    if (this.#ended) return;
    this.phases.tlsMs = elapsedMs() - this.#begunMs - this.phases.connectMs!;
    const validUntilMs = Date.parse((this.#socket as TLSSocket).getPeerCertificate().valid_to);
    if (Number.isFinite(validUntilMs)) this.validUntilMs = validUntilMs;
    this.#open();
  }

  #open(): void {
    this.#stage = 'open';
    this.#user?.opened?.();
  }

  #over(error: Error | undefined): void {
    this.#fail(connectionFault(this.#stage, error, this.#trust.hasCertificate), error === undefined);
  }

  #fail(fault: ConnectionFault, inOrder = false): void {
    if (this.#ended) return;
    this.destroy();
    this.#user?.ended(fault, inOrder);
  }
}

/** PEM texts that a secure context is made of; without `ca`, the authorities of the system are trusted. */
export interface TrustTexts {
  readonly ca?: string | Buffer;
  readonly cert?: string | Buffer;
  readonly key?: string | Buffer;
}

/** Throws if a text cannot be read, or the key is not that of the certificate. */
export function secureContextOf({ ca, ...own }: TrustTexts): SecureContext {
  // A secure context ignores text that is not a certificate, and would then trust no one.
  return createSecureContext({ ...own, ...(ca !== undefined && { ca: [ca, new X509Certificate(ca).toString()] }) });
}

/** Trust that never changes. Throws like `secureContextOf`. */
export function fixedTrust(texts: TrustTexts = {}): Trust {
  const context = secureContextOf(texts);
  return { hasCertificate: texts.cert !== undefined, context: () => context };
}

function portOf({ port, protocol }: URL): number {
  if (port !== '') return Number(port);
  return protocol === 'https:' ? 443 : 80;
}

function tlsOptions(url: URL, { serverName }: Trust, secureContext: SecureContext) {
  // Neither an address nor a dot at the end has a place in SNI (RFC 6066, 3); the certificate is checked all the same.
  const host = url.hostname.replace(/^\[(.*)\]$/, '$1').replace(/\.$/, '');
  return { secureContext, servername: serverName ?? (isIP(host) === 0 ? host : ''), ALPNProtocols: ['http/1.1'] };
}
