import { grpcRows, httpRows, itTellsOutcomes } from '../../../test/support/outcome-tables.js';
import { traefik } from './traefik.js';

itTellsOutcomes(traefik, [
  ...httpRows('code'),
  ...httpRows('code', { protocol: 'http' }),
  ...httpRows('code', { protocol: 'websocket' }),
  ...httpRows('code', { protocol: 'sse' }),
  ...grpcRows('code', { protocol: 'grpc' }),
  ...grpcRows('code', { protocol: 'grpc-web' }),
  [{ protocol: 'grpc' }, 'unclassified'],
]);
