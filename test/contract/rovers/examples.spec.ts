import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { parseAllDocuments } from 'yaml';
import { checkRovers } from '../../../src/declarations/check-rovers.js';
import { EXPOSURE_BLOCKS } from '../../../src/sources/source-kinds.js';
import { codeBlocks, readPages } from '../../architecture/documents.js';
import { validateRover } from './rover-schema-validator.js';

describe('The examples', () => {
  it('are valid, in both forms', async () => {
    const { problem, files } = await checkRovers('examples/rovers', EXPOSURE_BLOCKS);
    expect(problem).toBeUndefined();
    expect(files).toMatchObject([
      {
        file: 'echo.yaml',
        problems: [],
        exposures: [
          {
            basePath: '/eni/echo/v1',
            rover: 'eni-echo',
            zone: 'dataplane1',
            blocks: {
              pulse: { path: '/health', intervalMs: 15_000, expect: { json: [{ path: '$.status', equals: 'UP' }] } },
            },
          },
        ],
      },
      {
        file: 'orders.yaml',
        problems: [],
        exposures: ['/shop/orders/v1', '/shop/orders/v2'].map((basePath) => ({
          basePath,
          rover: 'shop-orders',
          zone: 'dataplane1',
          environment: 'playground',
          blocks: { pulse: { method: 'HEAD', headers: [['X-Api-Key', { secretRef: 'orders-key' }]] } },
        })),
      },
    ]);
  });

  const texts = [
    ...['echo.yaml', 'orders.yaml'].map((name) => readFileSync(`examples/rovers/${name}`, 'utf8')),
    ...readPages().flatMap((page) => codeBlocks(page).map((each) => each.text).filter((text) => /^kind: Rover$/m.test(text))),
  ];

  it('are red nowhere in editors, those in the documentation neither', () => {
    expect(texts.length).toBeGreaterThan(4);
    for (const text of texts) {
      for (const document of parseAllDocuments(text, { merge: true })) {
        expect({ text, errors: validateRover(document.toJS()) }).toEqual({ text, errors: [] });
      }
    }
  });
});
