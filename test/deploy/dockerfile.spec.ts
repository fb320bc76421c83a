import { describe, expect, it } from '@jest/globals';
import { execForm, ignoredBy, lastOf, readDockerfile } from './dockerfile.js';

describe('The reader of Dockerfiles', () => {
  const [build, final] = readDockerfile(`
ARG BASE=node:24
# a remark
FROM \${BASE} AS build
RUN one && \\
    two
COPY --from=other --chown=1:1 a b ./
FROM scratch
HEALTHCHECK --interval=1s \\
  CMD ["x"]
ENV A=\${UNKNOWN}
ENV A=last
`) as [ReturnType<typeof readDockerfile>[number], ReturnType<typeof readDockerfile>[number]];

  it('knows stages and arguments of the build', () => {
    expect([build.name, build.from, final.name, final.from]).toEqual(['build', 'node:24', '1', 'scratch']);
  });

  it('joins lines, and tells flags from the rest', () => {
    expect(build.instructions).toEqual([
      { keyword: 'RUN', flags: {}, text: 'one && two' },
      { keyword: 'COPY', flags: { from: 'other', chown: '1:1' }, text: 'a b ./' },
    ]);
    expect(lastOf(final, 'HEALTHCHECK')).toEqual({
      keyword: 'HEALTHCHECK',
      flags: { interval: '1s' },
      text: 'CMD ["x"]',
    });
    expect(lastOf(final, 'ENV')?.text).toBe('A=last');
    expect(lastOf(final, 'CMD')).toBeUndefined();
  });

  it('takes no shell form', () => {
    expect(execForm('["node", "x"]')).toEqual(['node', 'x']);
    expect(() => execForm('node x')).toThrow();
  });

  it.each([
    ['*', 'a', true],
    ['*\n!src', 'src/a/b.ts', false],
    ['*\n!src\nsrc/**/*.spec.ts', 'src/a/b.spec.ts', true],
    ['*\n!src\nsrc/**/*.spec.ts', 'src/b.spec.ts', true],
    ['*\n!src\nsrc/**/*.spec.ts', 'src/spec.ts', false],
    ['# remark\n\nnode_modules', 'node_modules/x/y', true],
    ['node_modules', 'src/node_modules', false],
    ['*.md', 'a/b.md', false],
  ])('with the .dockerignore %j, %s is left out: %j', (dockerignore, path, ignored) => {
    expect(ignoredBy(dockerignore, path)).toBe(ignored);
  });
});
