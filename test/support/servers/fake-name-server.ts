import { createSocket, type Socket as Datagrams } from 'node:dgram';
import { once } from 'node:events';
import { createServer, type Server, type Socket } from 'node:net';

/** What the server says about a name: addresses, nothing at all, or a response code such as 2 (SERVFAIL) or 3 (NXDOMAIN). */
export type Said = { readonly addresses: readonly string[]; readonly ttlSeconds?: number } | 'silence' | number;

/** One question, by its name in lower case and its family; `nth` counts the questions of that name and family from 1. */
export interface Question {
  readonly name: string;
  readonly family: 4 | 6;
  readonly nth: number;
}

const HEADER_BYTES = 12;
const MOST_IN_A_DATAGRAM = 1_200;

/** Where one listens: on loopback at any free port, unless a test says otherwise. */
export interface NameServerPlace {
  readonly address: string;
  readonly port: number;
}

const ANYWHERE: NameServerPlace = { address: '127.0.0.1', port: 0 };

/** A name server, by datagrams and, for long answers, by streams, which says what a test wants it to. */
export class FakeNameServer {
  readonly #asked = new Map<string, number>();
  readonly #streams: Server;
  readonly #open = new Set<Socket>();

  private constructor(
    private readonly datagrams: Datagrams,
    private readonly say: (question: Question) => Said,
  ) {
    datagrams.on('message', (query, { port, address }) => {
      const answer = this.#answer(query);
      if (answer) datagrams.send(fitting(answer), port, address);
    });
    this.#streams = createServer((socket) => this.#serve(socket));
  }

  /** Listens on a port that is free for datagrams and for streams; throws where the one that is named is not. */
  static async start(
    say: (question: Question) => Said,
    { address, port }: NameServerPlace = ANYWHERE,
  ): Promise<FakeNameServer> {
    for (;;) {
      const datagrams = createSocket({ type: 'udp4', recvBufferSize: 1_048_576 });
      datagrams.bind(port, address);
      await once(datagrams, 'listening');
      const server = new FakeNameServer(datagrams, say);
      server.#streams.listen(datagrams.address().port, address);
      const taken = await once(server.#streams, 'listening').catch((error: unknown) => error);
      if (Array.isArray(taken)) return server;
      datagrams.close();
      if (port !== 0) throw taken;
    }
  }

  /** `127.0.0.1:port`, as a resolver takes it. */
  get address(): string {
    const { address, port } = this.datagrams.address();
    return `${address}:${port}`;
  }

  /** How often a name was asked for, both families together. */
  asked(name: string): number {
    return (this.#asked.get(`${name} 4`) ?? 0) + (this.#asked.get(`${name} 6`) ?? 0);
  }

  async stop(): Promise<void> {
    this.datagrams.close();
    for (const socket of this.#open) socket.destroy();
    this.#streams.close();
    await once(this.#streams, 'close');
  }

  #serve(socket: Socket): void {
    this.#open.add(socket);
    socket.on('error', () => socket.destroy()).on('close', () => this.#open.delete(socket));
    let received = Buffer.alloc(0);
    socket.on('data', (part: Buffer) => {
      received = Buffer.concat([received, part]);
      while (received.length > 2 && received.length >= 2 + received.readUInt16BE(0)) {
        const end = 2 + received.readUInt16BE(0);
        const answer = this.#answer(received.subarray(2, end));
        received = received.subarray(end);
        if (answer) socket.write(Buffer.concat([Buffer.from([answer.length >> 8, answer.length & 255]), answer]));
      }
    });
  }

  #answer(query: Buffer): Buffer | undefined {
    const { labels, end } = readName(query);
    const type = query.readUInt16BE(end);
    const family = type === 28 ? 6 : 4;
    const name = labels.join('.').toLowerCase();
    const nth = (this.#asked.get(`${name} ${family}`) ?? 0) + 1;
    this.#asked.set(`${name} ${family}`, nth);
    const said = this.say({ name, family, nth });
    return said === 'silence' ? undefined : written(query.subarray(0, end + 4), said, family);
  }
}

function readName(query: Buffer): { readonly labels: string[]; readonly end: number } {
  const labels: string[] = [];
  let at = HEADER_BYTES;
  for (let length = query[at]!; length > 0; length = query[at]!) {
    labels.push(query.toString('latin1', at + 1, at + 1 + length));
    at += 1 + length;
  }
  return { labels, end: at + 1 };
}

/** The response to the question that `query` ends with (RFC 1035, 4). */
function written(query: Buffer, said: Exclude<Said, 'silence'>, family: 4 | 6): Buffer {
  const { addresses = [], ttlSeconds = 60 } = typeof said === 'number' ? {} : said;
  const records = addresses
    .filter((each) => each.includes(':') === (family === 6))
    .map((each) => record(each, ttlSeconds));
  const response = Buffer.concat([query, ...records]);
  response.writeUInt16BE(0x8180 | (typeof said === 'number' ? said : 0), 2);
  response.writeUInt16BE(1, 4);
  response.writeUInt16BE(records.length, 6);
  response.writeUInt32BE(0, 8);
  return response;
}

function record(address: string, ttlSeconds: number): Buffer {
  const data = address.includes(':') ? ipv6(address) : Buffer.from(address.split('.').map(Number));
  const head = Buffer.alloc(12);
  head.writeUInt16BE(0xc000 | HEADER_BYTES, 0);
  head.writeUInt16BE(data.length === 16 ? 28 : 1, 2);
  head.writeUInt16BE(1, 4);
  head.writeUInt32BE(ttlSeconds, 6);
  head.writeUInt16BE(data.length, 10);
  return Buffer.concat([head, data]);
}

function ipv6(address: string): Buffer {
  const [head = [], tail = []] = address.split('::').map((half) => half.split(':').filter((group) => group !== ''));
  const groups = [...head, ...Array<string>(8 - head.length - tail.length).fill('0'), ...tail];
  return Buffer.from(groups.flatMap((group) => [Number.parseInt(group, 16) >> 8, Number.parseInt(group, 16) & 255]));
}

/** What is too long for a datagram is said to be cut off, so that the asker comes back by a stream. */
function fitting(response: Buffer): Buffer {
  if (response.length <= MOST_IN_A_DATAGRAM) return response;
  const { end } = readName(response);
  const cut = Buffer.from(response.subarray(0, end + 4));
  cut.writeUInt16BE(cut.readUInt16BE(2) | 0x0200, 2);
  cut.writeUInt16BE(0, 6);
  return cut;
}
