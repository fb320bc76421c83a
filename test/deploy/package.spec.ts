import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { linksOf } from '../architecture/documents.js';
import type { Fields } from './fields.js';

const PACKAGE: Fields = JSON.parse(readFileSync('package.json', 'utf8'));
const [PACKED] = JSON.parse(
  execFileSync('npm', ['pack', '--dry-run', '--json', '--ignore-scripts'], { encoding: 'utf8' }),
) as [Fields];
const FILES: string[] = PACKED['files'].map(({ path }: Fields) => path);

const holds = (target: string): boolean => FILES.some((path) => path === target || path.startsWith(`${target}/`));

describe('The package', () => {
  it('has a name in a scope of its own, and is not published by accident', () => {
    expect(PACKAGE['name']).toMatch(/^@[a-z-]+\/heartbeat$/);
    expect(PACKAGE['private']).toBe(true);
    expect(PACKAGE['repository']).toEqual({ type: 'git', url: expect.stringMatching(/^git\+https:\/\/\S+\.git$/) });
    expect(PACKAGE['keywords'].length).toBeGreaterThan(3);
  });

  it('holds every file that the README and the pages beside it link to', () => {
    const pages = FILES.filter((path) => path === 'README.md' || /^[A-Z]+\.md$/.test(path));
    expect(pages).toContain('README.md');
    const links = pages.flatMap((path) => linksOf({ path, text: readFileSync(path, 'utf8') }));
    expect(links.length).toBeGreaterThan(10);
    expect(links.map(({ target }) => target).filter((target) => !holds(target))).toEqual([]);
  });

  it('holds what the README has people run, and the command itself', () => {
    const named = [...readFileSync('README.md', 'utf8').matchAll(/(?:^|\s)((?:examples|docs)\/[\w./-]+\w)/gm)];
    expect(named.length).toBeGreaterThan(0);
    const needed = [...named.map(([, path]) => path!), ...Object.values<string>(PACKAGE['bin']), 'dist/main.js'];
    expect(needed.filter((path) => !holds(path))).toEqual([]);
  });

  it('holds no source map, as the sources are not in it, and no test', () => {
    expect(FILES.filter((path) => /\.map$|\.spec\.|^(?:src|test)\//.test(path))).toEqual([]);
  });
});
