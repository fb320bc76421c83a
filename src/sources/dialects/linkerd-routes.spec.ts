import { httpRows, itTellsOutcomes, type OutcomeRow } from '../../../test/support/outcome-tables.js';
import { linkerdRoutes } from './linkerd-routes.js';

const NO_ANSWER =
  'FAIL_FAST LOAD_SHED REQUEST_TIMEOUT RESPONSE_HEADERS_TIMEOUT RESPONSE_STREAM_TIMEOUT IDLE_TIMEOUT REFUSED ' +
  'ENHANCE_YOUR_CALM RESET GO_AWAY IO';

itTellsOutcomes(linkerdRoutes, [
  ...httpRows('http_status'),
  ...httpRows('http_status', { error: '' }),
  ...NO_ANSWER.split(' ').map((error): OutcomeRow => [{ http_status: '', error }, 'failure']),
  [{ http_status: '200', error: 'RESET' }, 'failure'],
  [{ http_status: '', error: 'CANCEL' }, 'unclassified'],
  [{ http_status: '', error: 'UNKNOWN' }, 'unclassified'],
  [{ http_status: '200', error: 'UNKNOWN' }, 'success'],
]);
