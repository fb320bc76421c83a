import { kindsHere, KINDS } from './monitoring.js';

const SCRAPED = 'gateway-scrape';

/** Whose evidence real Heartbeats judge by. */
export const WATCHERS = [...Object.keys(KINDS), SCRAPED];

/** Those that this machine has. */
export const watchersHere = () => [...kindsHere(), SCRAPED];
