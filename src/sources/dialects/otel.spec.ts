import { describe, expect, it } from '@jest/globals';
import { httpRows, itTellsOutcomes } from '../../../test/support/outcome-tables.js';
import { matchersOf } from './dialect.js';
import { otel } from './otel.js';

itTellsOutcomes(otel, [
  ...httpRows('http_response_status_code'),
  [{ http_response_status_code: '', error_type: 'timeout' }, 'failure'],
  [{ error_type: 'java.net.ConnectException' }, 'failure'],
  [{ http_response_status_code: '', error_type: '' }, 'unclassified'],
  [{ http_response_status_code: '404', error_type: '404' }, 'success'],
  [{ http_response_status_code: '499', error_type: 'canceled' }, 'excluded'],
  [{ http_response_status_code: '600', error_type: 'timeout' }, 'failure'],
]);

describe('otel', () => {
  it('leaves out probes that mark themselves, and not robots or unmarked requests', () => {
    const [marked] = matchersOf(otel.counters[0]!, new Map());
    expect(marked).toEqual({ label: 'user_agent_synthetic_type', operator: '!=', value: 'test' });
  });
});
