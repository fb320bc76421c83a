import { httpRows, itTellsOutcomes } from '../../../test/support/outcome-tables.js';
import { nginxVts } from './nginx-vts.js';

itTellsOutcomes(nginxVts, [
  ...httpRows('code'),
  // Filter zones of older versions.
  ...httpRows('direction'),
  [{ code: 'total' }, 'unclassified'],
  [{ direction: 'total' }, 'unclassified'],
  [{ code: '5xx', direction: '2xx' }, 'failure'],
]);
