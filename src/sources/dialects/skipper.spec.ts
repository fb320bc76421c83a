import { httpRows, itTellsOutcomes } from '../../../test/support/outcome-tables.js';
import { skipper } from './skipper.js';

itTellsOutcomes(skipper, httpRows('code'));
