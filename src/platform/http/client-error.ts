import { STATUS_CODES, type ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import type { HttpMetrics } from './http.metrics.js';
import { PROBLEM_TYPE, problemOf } from './problem.js';
import { SECURITY_HEADERS } from './security-headers.js';

const STATUS_OF_CODE: Readonly<Record<string, number>> = {
  HPE_HEADER_OVERFLOW: 431,
  HPE_CHUNK_EXTENSIONS_OVERFLOW: 413,
  ERR_HTTP_REQUEST_TIMEOUT: 408,
};
const DETAILS: Readonly<Record<number, string>> = {
  400: 'the request is not valid HTTP',
  408: 'the request did not arrive in time',
  413: 'the chunk extensions are too large',
  431: 'the request line and headers are too large',
};

/** How long a client has to read its refusal. */
const LINGER_MS = 1_000;

/** Answers what never became a request (broken head, too slow, too large) on the bare socket, and closes it. */
export function answerClientError(error: Error & { code?: string }, socket: Socket, metrics: HttpMetrics): void {
  if (error.code === 'ECONNRESET' || !socket.writable || answerBegun(socket)) {
    socket.destroy();
    return;
  }
  const status = STATUS_OF_CODE[error.code ?? ''] ?? 400;
  metrics.broken(status);
  refuseOnSocket(socket, status, DETAILS[status]!);
}

/**
 * Writes a problem on a socket and closes it for good, even if the client keeps its own side open. Nothing more is
 * read: each byte that came would put the time-out off.
 */
export function refuseOnSocket(socket: Socket, status: number, detail: string): void {
  const body = JSON.stringify(problemOf(status, detail, '/'));
  const head = [
    `HTTP/1.1 ${status} ${STATUS_CODES[status]}`,
    ...pairs(SECURITY_HEADERS),
    `content-type: ${PROBLEM_TYPE}`,
    `content-length: ${Buffer.byteLength(body)}`,
    'connection: close',
  ];
  socket.pause();
  socket.setTimeout(LINGER_MS, () => socket.destroy());
  socket.end(`${head.join('\r\n')}\r\n\r\n${body}`);
}

/** Whether an answer to an earlier request is on its way: a second one in its midst would corrupt it (as in Node). */
function answerBegun(socket: Socket): boolean {
  return answerUnderWay(socket)?.headersSent === true;
}

/** The unfinished answer of a connection; undefined while no request is worked on. */
export function answerUnderWay(socket: Socket): ServerResponse | undefined {
  return (Reflect.get(socket, '_httpMessage') as ServerResponse | null | undefined) ?? undefined;
}

function pairs(list: readonly string[]): string[] {
  return list.flatMap((name, index) => (index % 2 === 0 ? [`${name}: ${list[index + 1]}`] : []));
}
