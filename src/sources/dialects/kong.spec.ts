import { httpRows, itTellsOutcomes } from '../../../test/support/outcome-tables.js';
import { kong } from './kong.js';

itTellsOutcomes(kong, [
  ...httpRows('code'),
  // What Kong itself answers is an answer of the API to its consumers.
  [{ code: '503', source: 'kong' }, 'failure'],
  [{ code: '429', source: 'kong' }, 'success'],
]);
