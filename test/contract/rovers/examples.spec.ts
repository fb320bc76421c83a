import { expect, it } from '@jest/globals';
import { checkRovers } from '../../../src/apis/check-rovers.js';

it('The examples are valid, in both forms', async () => {
  const { problem, files } = await checkRovers('examples/rovers');
  expect(problem).toBeUndefined();
  expect(files).toEqual([
    { file: 'echo.yaml', problems: [], exposures: [{ basePath: '/eni/echo/v1', rover: 'eni-echo', zone: 'dataplane1' }] },
    {
      file: 'orders.yaml',
      problems: [],
      exposures: ['/shop/orders/v1', '/shop/orders/v2'].map((basePath) => {
        return { basePath, rover: 'shop-orders', zone: 'dataplane1', environment: 'playground' };
      }),
    },
  ]);
});
