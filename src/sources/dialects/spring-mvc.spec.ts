import { httpRows, itTellsOutcomes } from '../../../test/support/outcome-tables.js';
import { springMvc } from './spring-mvc.js';

itTellsOutcomes(springMvc, [
  ...httpRows('status'),
  [{ status: '502', outcome: 'SERVER_ERROR' }, 'failure'],
  [{ status: 'UNKNOWN', outcome: 'UNKNOWN' }, 'unclassified'],
]);
