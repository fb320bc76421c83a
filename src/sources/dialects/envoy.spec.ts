import { httpRows, itTellsOutcomes } from '../../../test/support/outcome-tables.js';
import { envoy } from './envoy.js';

itTellsOutcomes(envoy, httpRows('envoy_response_code'));
