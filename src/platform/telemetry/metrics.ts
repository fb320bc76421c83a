import type { Registry } from 'prom-client';
import { token } from '../injection/token.js';

/** The prom-client `Registry` of this process, behind `/metrics`. */
export const METRICS = token<Registry>('Metrics');
