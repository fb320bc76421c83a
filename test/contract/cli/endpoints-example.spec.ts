import { readFileSync } from 'node:fs';
import { expect, it } from '@jest/globals';
import { readEndpoints } from '../../../src/cli/watch/endpoints-file.js';

it('the example of an endpoints file is taken', () => {
  expect(readEndpoints(readFileSync('examples/endpoints.yaml'), {})).toMatchObject({ ok: true });
});
