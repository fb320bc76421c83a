import { describeRaccoonOn } from '../support/raccoon-on-monitoring.js';
import { startPrometheus } from '../support/servers/prometheus.js';

describeRaccoonOn('prometheus', 'Prometheus', startPrometheus);
