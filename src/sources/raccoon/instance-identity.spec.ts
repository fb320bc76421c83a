import { describe, expect, it } from '@jest/globals';
import { InstanceIdentities } from './instance-identity.js';

const UP = { __name__: 'up', job: 'kong', instance: 'gw:8100' };
const SERIES = { __name__: 'kong_http_requests_total', job: 'kong', instance: 'gw:8100', route: 'a', code: '200' };

describe('InstanceIdentities', () => {
  it.each<[string, Record<string, string>[], Record<string, string>, number | undefined]>([
    ['by job and instance', [UP], SERIES, 0],
    [
      'by another label of its up',
      [
        { ...UP, cluster: 'eu' },
        { ...UP, cluster: 'us' },
      ],
      { ...SERIES, cluster: 'us' },
      1,
    ],
    ['by most labels', [UP, { ...UP, cluster: 'eu' }], { ...SERIES, cluster: 'eu' }, 1],
    ['by the labels that there are', [UP, { ...UP, cluster: 'eu' }], SERIES, 0],
    ['whatever copy it is', [{ ...UP, replica: 'a' }], { ...SERIES, replica: 'b' }, 0],
    ['not, where a label of the up differs', [{ ...UP, cluster: 'eu' }], { ...SERIES, cluster: 'us' }, undefined],
    ['not, where a label of the up is missing', [{ ...UP, cluster: 'eu' }], SERIES, undefined],
    ['not, in another job', [UP], { ...SERIES, job: 'other' }, undefined],
    ['not, at another address', [UP], { ...SERIES, instance: 'gw:8101' }, undefined],
  ])('finds the target of a series %s', (_, ups, series, target) => {
    const identities = new InstanceIdentities(['replica']);
    const names = ups.map((up) => identities.target(up).name);
    expect(new Set(names).size).toBe(names.length);
    const { instance = '', job = '' } = series;
    const byNames = JSON.stringify(Object.entries({ instance, job }));
    expect(identities.of(series).name).toBe(target === undefined ? byNames : names[target]);
  });

  it('knows a target again, whatever the order of its labels, and its copies', () => {
    const identities = new InstanceIdentities(['replica', 'rule']);
    const first = identities.target({ ...UP, zone: 'a', replica: 'r1' });
    const second = identities.target({ replica: 'r2', zone: 'a', instance: 'gw:8100', job: 'kong', __name__: 'up' });
    expect(second.name).toBe(first.name);
    expect([first.copy === second.copy, first.copy === '']).toEqual([false, false]);
    expect(identities.target({ ...UP, zone: 'a' })).toMatchObject({ name: first.name, copy: '' });
    expect(first).toMatchObject({ job: 'kong', address: 'gw:8100' });
  });

  it.each([
    ['another pod', { instance: 'gw:8101', pod: 'b', node: 'n2' }, true],
    ['another job', { job: 'edge' }, true],
    ['another copy', { replica: 'r2' }, true],
    ['another cluster', { cluster: 'us' }, false],
  ])('says what a target has in common with that of %s', (_, other, isSame) => {
    const identities = new InstanceIdentities(['replica']);
    const own = { ...UP, pod: 'a', node: 'n1', cluster: 'eu', replica: 'r1' };
    expect(identities.target({ ...own, ...other }).common === identities.target(own).common).toBe(isSame);
  });

  it('names a series by its labels, but for the copy', () => {
    const identities = new InstanceIdentities(['replica']);
    const name = identities.seriesOf({ ...SERIES, replica: 'a' });
    expect(identities.seriesOf({ ...SERIES, replica: 'b' })).toBe(name);
    expect(identities.seriesOf({ ...SERIES, code: '201' })).not.toBe(name);
    expect(identities.seriesOf({ a: 'x=y' })).not.toBe(identities.seriesOf({ a: 'x', y: '' }));
  });

  it('has a name for a series without job and instance', () => {
    const identities = new InstanceIdentities([]);
    expect(identities.of({ route: 'a' })).toEqual({
      name: '[["instance",""],["job",""]]',
      job: '',
      address: '',
      copy: '',
    });
  });
});
