import { X509Certificate } from 'node:crypto';
import { connect as connectTcp, isIP, type Socket, type TcpNetConnectOpts } from 'node:net';
import { connect as connectTls, createSecureContext, type SecureContext, type TLSSocket } from 'node:tls';
import { elapsedMs } from '../../../../platform/clock/elapsed.js';
import { connectedAddressAllowed } from '../../../../platform/egress/connected-address.js';
import type { EgressPolicy } from '../../../../platform/egress/egress-policy.js';
import type { RequestText } from '../request-text.js';
import { blockedFault, connectionFault, type ConnectionFault, type ConnectionStage } from './connection-fault.js';

/** Where a connection leads, and under which rules. */
export interface Destination {
  readonly url: URL;
  readonly policy: EgressPolicy | 'any';
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
  readonly trust: SecureContext;
  readonly user: ConnectionUser;
  readonly nowMs: number;
  /** Called once, whichever side ended it. */
  readonly closed: (connection: Connection) => void;
}

/** Before the next of several addresses is tried. */
const NEXT_ADDRESS_MS = 1_000;
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
  /** Phases of making it, ms. */
  readonly phases: { connectMs?: number; tlsMs?: number } = {};
  /** Wall time at which the certificate of the other side ends. */
  validUntilMs: number | undefined;
  /** When it was opened, on the clock of the pool. */
  readonly bornMs: number;
  #stage: ConnectionStage = 'connect';
  /** Since when it is idle, on the clock of the pool. */
  idleSinceMs = 0;
  #user: ConnectionUser | undefined;
  #ended = false;
  readonly #begunMs = elapsedMs();
  readonly #socket: Socket;
  readonly #closed: (connection: Connection) => void;

  constructor({ url, policy, addresses, trust, user, closed, nowMs }: Opening) {
    this.policy = policy;
    this.bornMs = nowMs;
    this.#user = user;
    this.#closed = closed;
    const secure = url.protocol === 'https:';
    const options = { ...socketOptions(url, addresses), ...this.#reading() };
    this.#socket = secure ? connectTls({ ...options, ...tlsOptions(url, trust) }) : connectTcp(options);
    this.#socket.once('connect', () => this.#connected(secure));
    if (secure) this.#socket.once('secureConnect', () => this.#secured());
    this.#socket.on('error', (error) => this.#over(error));
    this.#socket.once('end', () => this.#over(undefined));
    this.#socket.once('close', () => this.#over(undefined));
  }

  /** How far it has come. */
  get stage(): ConnectionStage {
    return this.#stage;
  }

  /** Whether everything that was sent has left. */
  get drained(): boolean {
    return this.#socket.writableLength === 0;
  }

  /** Gives it to another user. */
  handTo(user: ConnectionUser): void {
    this.#user = user;
  }

  /** Takes it from its user; any data received after that ends it. */
  rest(nowMs: number): void {
    this.#user = undefined;
    this.idleSinceMs = nowMs;
  }

  send({ head, body }: RequestText): void {
    if (body === undefined) {
      this.#socket.write(head, 'latin1');
      return;
    }
    this.#socket.write(Buffer.concat([Buffer.from(head, 'latin1'), Buffer.from(body)]));
  }

  /** Ends it at once; its user is not called any more. */
  destroy(): void {
    if (this.#ended) return;
    this.#ended = true;
    this.#socket.destroy();
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

  #connected(secure: boolean): void {
    if (this.#ended) return;
    this.phases.connectMs = elapsedMs() - this.#begunMs;
    const verdict = connectedAddressAllowed(this.#socket.remoteAddress, this.policy);
    if (!verdict.ok) {
      this.#fail(blockedFault(verdict.detail));
      return;
    }
    this.#socket.setNoDelay(true);
    if (secure) this.#stage = 'tls';
    else this.#open();
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
    this.#fail(connectionFault(this.#stage, error), error === undefined);
  }

  #fail(fault: ConnectionFault, inOrder = false): void {
    if (this.#ended) return;
    this.destroy();
    this.#user?.ended(fault, inOrder);
  }
}

/** The authorities that connections trust: those of the system, or those of `ca` (PEM) alone. Throws if it cannot be read. */
export function trustIn(ca: string | Buffer | undefined): SecureContext {
  // A secure context ignores text that is not a certificate, and would then trust no one.
  return createSecureContext(ca === undefined ? {} : { ca: [ca, new X509Certificate(ca).toString()] });
}

function socketOptions(url: URL, addresses: readonly string[]): TcpNetConnectOpts {
  const port = url.port === '' ? (url.protocol === 'https:' ? 443 : 80) : Number(url.port);
  if (addresses.length === 1) return { host: addresses[0]!, port };
  const found = addresses.map((address) => ({ address, family: isIP(address) }));
  return {
    host: hostOf(url),
    port,
    lookup: (_host, _options, callback) => callback(null, found),
    autoSelectFamily: true,
    autoSelectFamilyAttemptTimeout: NEXT_ADDRESS_MS,
  };
}

function tlsOptions(url: URL, secureContext: SecureContext) {
  // Neither an address nor a dot at the end has a place in SNI (RFC 6066, 3); the certificate is checked all the same.
  const host = hostOf(url).replace(/\.$/, '');
  return { secureContext, servername: isIP(host) === 0 ? host : '', ALPNProtocols: ['http/1.1'] };
}

/** Without the brackets of IPv6. */
function hostOf(url: URL): string {
  return url.hostname.replace(/^\[(.*)\]$/, '$1');
}
