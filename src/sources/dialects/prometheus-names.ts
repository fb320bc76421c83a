/** A label's name as Prometheus took it before UTF-8 names (https://prometheus.io/docs/concepts/data_model/), bounded. */
export const LABEL_NAME = /^[a-zA-Z_][a-zA-Z0-9_]{0,127}$/;

/** A metric's name, likewise. */
export const METRIC_NAME = /^[a-zA-Z_:][a-zA-Z0-9_:]{0,199}$/;
