import { expect, it } from '@jest/globals';
import { COUNTED } from '../ledger/counter-page.js';
import { countedOf } from './counted-of.js';
import { exposedLabels } from './exposed-labels.js';
import { kong } from './kong.js';

it('B4: a renamed label hides that of the target', () => {
  const labels = { namespace: 'ingress-nginx', exported_namespace: 'shop', service: 'metrics', exported_service: 'a' };
  expect({ ...exposedLabels(labels) }).toMatchObject({ namespace: 'shop', service: 'a' });
});

it('B4: it is read where the label of the target was dropped, and not where it is empty', () => {
  expect({ ...exposedLabels({ exported_route: 'r' }) }).toMatchObject({ route: 'r' });
  expect(exposedLabels({ exported_route: '', route: 'r' })['route']).toBe('r');
});

it('B4: what was renamed twice is one renaming away', () => {
  const labels = { job: 'federate', exported_job: 'kong', exported_exported_job: 'other' };
  expect({ ...exposedLabels(labels) }).toMatchObject({ job: 'kong', exported_job: 'other' });
});

it('B4: labels without a renamed one are left as they are', () => {
  const labels = { route: 'r' };
  expect(exposedLabels(labels)).toBe(labels);
  expect(exposedLabels({ exported___proto__: 'x' })['toString']).toBeUndefined();
});

it.each([
  ['200', 'success'],
  ['404', 'clientError'],
  ['502', 'failure'],
])('B4: an outcome is told by exported_code="%s"', (code, counted) => {
  const labels = exposedLabels({ code: 'the code of the target', exported_code: code, route: 'r' });
  expect(COUNTED[countedOf(kong, kong.counters[0]!, labels)]).toBe(counted);
});
