import { httpRows, itTellsOutcomes } from '../../../test/support/outcome-tables.js';
import { apisix } from './apisix.js';

itTellsOutcomes(apisix, httpRows('code'));
