import { httpRows, itTellsOutcomes } from '../../../test/support/outcome-tables.js';
import { springCloudGateway } from './spring-cloud-gateway.js';

itTellsOutcomes(springCloudGateway, [
  ...httpRows('httpStatusCode'),
  [{ httpStatusCode: '503', status: 'SERVICE_UNAVAILABLE', outcome: 'SERVER_ERROR' }, 'failure'],
  [{ httpStatusCode: 'NA', status: 'CUSTOM', outcome: 'CUSTOM' }, 'unclassified'],
  [{ httpStatusCode: '', status: 'OK', outcome: 'SUCCESSFUL' }, 'unclassified'],
]);
