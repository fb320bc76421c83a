import { describe, expect, it } from '@jest/globals';
import { prefersYaml } from './rover-answers.js';

describe('prefersYaml', () => {
  it.each([
    [undefined, false],
    ['', false],
    ['*/*', false],
    ['application/json', false],
    ['text/html, */*;q=0.8', false],
    ['application/yaml', true],
    ['Application/YAML; q=0.5', true],
    ['text/yaml, application/json;q=0.9', true],
    ['application/x-yaml;q=0.9, application/json', false],
    ['application/yaml;q=0', false],
    ['application/yaml;q=x', false],
    ['application/json;q=0, application/yaml;q=0.1', true],
  ])('Accept: %s: %s', (accept, expected) => {
    expect(prefersYaml(accept)).toBe(expected);
  });
});
