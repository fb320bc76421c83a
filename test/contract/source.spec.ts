import { expect, it } from '@jest/globals';
import { SOURCE_KINDS } from '../../src/sources/source-kinds.js';
import { describeSourceKind } from './source.contract.js';

for (const kind of SOURCE_KINDS) describeSourceKind(kind);

it('Every kind of source has a name of its own', () => {
  const names = SOURCE_KINDS.map((each) => each.kind);
  expect(names.length).toBeGreaterThan(0);
  expect(new Set(names).size).toBe(names.length);
});
