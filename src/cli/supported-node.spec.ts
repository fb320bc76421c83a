import { readFileSync } from 'node:fs';
import { expect, it } from '@jest/globals';
import { runsOn } from './supported-node.js';

it.each([
  ['12.22.12', false],
  ['18.20.8', false],
  ['19.9.0', false],
  ['20.18.3', false],
  ['20.19.0', true],
  ['21.7.3', false],
  ['22.11.0', false],
  ['22.12.0', true],
  ['23.11.1', true],
  ['24.0.0', true],
  ['30.1.0', true],
])('Node %s: %s', (version, runs) => {
  expect(runsOn(version)).toBe(runs);
});

it('runs on the first version of each range of engines, and not on the minor version before', () => {
  const { engines } = JSON.parse(readFileSync('package.json', 'utf8')) as { engines: { node: string } };
  const firsts = [...engines.node.matchAll(/(\d+)\.(\d+)\.\d+/g)].map(([version, major, minor]) => {
    const before = Number(minor) > 0 ? `${major}.${Number(minor) - 1}.0` : `${Number(major) - 5}.99.0`;
    return [runsOn(version), runsOn(before)];
  });
  expect(firsts).toEqual([
    [true, false],
    [true, false],
    [true, false],
  ]);
});
