import { describeRaccoonOn } from '../support/raccoon-on-monitoring.js';
import { startPrometheus3 } from '../support/servers/prometheus.js';

describeRaccoonOn('prometheus3', 'Prometheus 3.', startPrometheus3);
