import { describeRaccoonSumsOn } from '../support/raccoon-sums-on-monitoring.js';
import { startPrometheus } from '../support/servers/prometheus.js';

describeRaccoonSumsOn('prometheus', startPrometheus);
