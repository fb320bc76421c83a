import { httpRows, itTellsOutcomes } from '../../../test/support/outcome-tables.js';
import { tykOtel } from './tyk-otel.js';

itTellsOutcomes(tykOtel, httpRows('http_response_status_code'));
