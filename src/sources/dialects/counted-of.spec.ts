import { describe, expect, it } from '@jest/globals';
import { COUNTED, type Counted } from '../ledger/counter-page.js';
import { countedOf } from './counted-of.js';
import { haproxy } from './haproxy.js';
import { istio } from './istio.js';
import { kong } from './kong.js';

describe('countedOf', () => {
  it.each<[string, typeof kong, Record<string, string>, Counted]>([
    ['200', kong, { code: '200' }, 'success'],
    ['302', kong, { code: '302' }, 'success'],
    ['404', kong, { code: '404' }, 'clientError'],
    ['429', kong, { code: '429' }, 'clientError'],
    ['499', kong, { code: '499' }, 'excluded'],
    ['500', kong, { code: '500' }, 'failure'],
    ['0', kong, { code: '0' }, 'unclassified'],
    ['no code', kong, {}, 'unclassified'],
    ['a 4xx that is another label', kong, { code: '200', route: '404' }, 'success'],
    ['4xx', haproxy, { code: '4xx' }, 'clientError'],
    ['5xx', haproxy, { code: '5xx' }, 'failure'],
    ['other', haproxy, { code: 'other' }, 'unclassified'],
    ['a 404 of Istio', istio, { response_code: '404', response_flags: '-' }, 'clientError'],
  ])('%s', (_, dialect, labels, counted) => {
    expect(COUNTED[countedOf(dialect, dialect.counters[0]!, labels)]).toBe(counted);
  });
});
