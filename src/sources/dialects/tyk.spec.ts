import { httpRows, itTellsOutcomes } from '../../../test/support/outcome-tables.js';
import { tyk } from './tyk.js';

itTellsOutcomes(tyk, httpRows('code'));
