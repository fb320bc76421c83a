import { httpRows, itTellsOutcomes } from '../../../test/support/outcome-tables.js';
import { haproxy } from './haproxy.js';

itTellsOutcomes(haproxy, httpRows('code'));
