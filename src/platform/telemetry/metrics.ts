/** The prom-client `Registry` of this process, behind `/metrics`. */
export const METRICS = Symbol('Metrics');
