import { httpRows, itTellsOutcomes } from '../../../test/support/outcome-tables.js';
import { ingressNginx } from './ingress-nginx.js';

itTellsOutcomes(ingressNginx, httpRows('status'));
