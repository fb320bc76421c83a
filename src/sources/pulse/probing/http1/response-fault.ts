/** Why what was received is not a usable answer, in the words of a result. */
export interface ResponseFault {
  readonly outcome: 'bad-data' | 'no-response';
  readonly cause: 'parse' | 'protocol' | 'reset';
  /** One plain sentence; never quotes the other side. */
  readonly detail: string;
}

/** What was received is not HTTP: it never counts by itself. */
export function noHttp(detail: string): ResponseFault {
  return { outcome: 'bad-data', cause: 'parse', detail };
}

/** HTTP without a final answer: treated like no response. */
export function noFinalAnswer(detail: string): ResponseFault {
  return { outcome: 'no-response', cause: 'protocol', detail };
}

/** Whether a reader returned a fault instead of its result. */
export function isFault(value: object): value is ResponseFault {
  return 'outcome' in value;
}
