/** The service cannot listen where its settings say; the message is one sentence that says why and what to set. */
export class CannotListenError extends Error {
  readonly code = 'HEARTBEAT_CANNOT_LISTEN';

  constructor(
    readonly place: { readonly host: string; readonly port: number },
    cause: NodeJS.ErrnoException,
  ) {
    super(sentenceOf(place, cause.code ?? cause.message), { cause });
    this.name = 'CannotListenError';
  }
}

function sentenceOf({ host, port }: { host: string; port: number }, why: string): string {
  switch (why) {
    case 'EADDRINUSE':
      return `port ${port} is in use (EADDRINUSE): end the process that listens there, or set another http.port`;
    case 'EACCES':
      return `port ${port} needs more rights than this user has (EACCES): set an http.port from 1024 on`;
    case 'EADDRNOTAVAIL':
    case 'EAI_AGAIN':
    case 'ENOTFOUND':
      return `http.host ${host} is not an address of this machine (${why}): set one that it has, or 0.0.0.0 for all`;
    default:
      return `cannot listen on port ${port} of ${host} (${why}): check http.host and http.port`;
  }
}
