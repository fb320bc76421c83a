/** Why evidence was left out. */
export type Refused = 'from-the-future' | 'too-old' | 'too-large' | 'not-a-count' | 'maximum-reached';

/** Told of everything that is left out, so that it can be counted. */
export interface FeedObserver {
  refused(source: string, why: Refused): void;
}
