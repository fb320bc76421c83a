import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { generatedFiles } from '../../src/cli/generate/generated-files.js';

describe('the generated files', () => {
  it('are as the code makes them (npm run generate makes them anew)', async () => {
    for (const [path, content] of await generatedFiles()) {
      expect({ path, content: readFileSync(path, 'utf8') }).toEqual({ path, content });
    }
  }, 30_000);
});
