/** Why an answer is none, in the words of a result. */
export interface ResponseFault {
  readonly outcome: 'bad-data' | 'no-response';
  readonly cause: 'parse' | 'protocol' | 'reset';
  /** One plain sentence without anything that came from afar. */
  readonly detail: string;
}

/** What came is no HTTP: it never counts by itself. */
export function noHttp(detail: string): ResponseFault {
  return { outcome: 'bad-data', cause: 'parse', detail };
}

/** HTTP that leads to no final answer: as good as none. */
export function noFinalAnswer(detail: string): ResponseFault {
  return { outcome: 'no-response', cause: 'protocol', detail };
}

/** Tells a fault from what was to be read. */
export function isFault(value: object): value is ResponseFault {
  return 'outcome' in value;
}
