import { grpcRows, httpRows, itTellsOutcomes } from '../../../test/support/outcome-tables.js';
import { istio } from './istio.js';

const withoutZero = httpRows('response_code').filter(([labels]) => labels['response_code'] !== '0');

itTellsOutcomes(istio, [
  ...withoutZero,
  ...grpcRows('grpc_response_status', { response_code: '200' }),
  [{ response_code: '200', grpc_response_status: '' }, 'success'],
  [{ response_code: '503', grpc_response_status: '0' }, 'failure'],
  [{ response_code: '503', response_flags: 'UH', grpc_response_status: '14' }, 'failure'],
  [{ response_code: '200', response_flags: 'DC' }, 'success'],
  [{ response_code: '0', response_flags: 'DC' }, 'excluded'],
  [{ response_code: '0', response_flags: 'DPE' }, 'excluded'],
  [{ response_code: '0', response_flags: 'DR' }, 'excluded'],
  [{ response_code: '0', response_flags: 'UPE,DPE' }, 'excluded'],
  [{ response_code: '0', response_flags: 'DC,UF' }, 'excluded'],
  [{ response_code: '0', response_flags: '-' }, 'failure'],
  [{ response_code: '0', response_flags: '' }, 'failure'],
  [{ response_code: '0' }, 'failure'],
  [{ response_code: '0', response_flags: 'UF,URX' }, 'failure'],
  [{ response_code: '0', response_flags: 'DCX' }, 'failure'],
  [{ response_code: '0', response_flags: 'XDC' }, 'failure'],
]);
