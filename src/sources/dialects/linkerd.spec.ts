import { grpcRows, httpRows, itTellsOutcomes } from '../../../test/support/outcome-tables.js';
import { linkerd } from './linkerd.js';

itTellsOutcomes(linkerd, [
  ...httpRows('status_code'),
  ...httpRows('status_code', { grpc_status: '', error: '' }),
  ...grpcRows('grpc_status', { status_code: '200' }),
  [{ status_code: '503', grpc_status: '0' }, 'failure'],
  // What Linkerd calls a failure is not asked.
  [{ status_code: '404', classification: 'failure' }, 'success'],
  [{ status_code: '500', classification: 'success' }, 'failure'],
  [{ status_code: '', error: 'timeout' }, 'failure'],
  [{ error: 'h2(REFUSED_STREAM)' }, 'failure'],
  [{ status_code: '200', error: 'h2(INTERNAL_ERROR)' }, 'failure'],
  [{ error: 'h2(CANCEL)' }, 'unclassified'],
  [{ error: 'unclassified' }, 'unclassified'],
  [{ status_code: '200', error: 'unclassified' }, 'success'],
  [{ grpc_status: '0' }, 'unclassified'],
]);
