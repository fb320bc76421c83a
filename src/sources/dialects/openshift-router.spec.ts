import { describe, expect, it } from '@jest/globals';
import { httpRows, itTellsOutcomes } from '../../../test/support/outcome-tables.js';
import { openshiftRouter } from './openshift-router.js';

itTellsOutcomes(openshiftRouter, httpRows('code'));

describe('openshift-router', () => {
  it('does not take a reload of HAProxy, which its counters outlive, for a restart', () => {
    expect(openshiftRouter.startFacts.map(({ metric }) => metric)).toEqual(['process_start_time_seconds']);
  });
});
