import { describeRaccoonOn } from '../support/raccoon-on-monitoring.js';
import { startOlderVictoriaMetrics } from '../support/servers/prometheus.js';

describeRaccoonOn('victoria-metrics-older', 'VictoriaMetrics', startOlderVictoriaMetrics);
