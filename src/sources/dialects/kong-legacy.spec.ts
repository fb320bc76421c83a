import { httpRows, itTellsOutcomes } from '../../../test/support/outcome-tables.js';
import { kongLegacy } from './kong-legacy.js';

itTellsOutcomes(kongLegacy, httpRows('code'));
