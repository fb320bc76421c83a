import { httpRows, itTellsOutcomes } from '../../../test/support/outcome-tables.js';
import { krakend } from './krakend.js';

itTellsOutcomes(krakend, httpRows('http_response_status_code'));
