import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { describeWith, findProgram } from '../support/servers/real-process.js';

const LIMIT_MS = 60_000;
/** Rendered from a page of the repository that is written elsewhere, or from no page. */
const OURS = /^(?!repository\/|404\.html|search\.html)/;

describeWith(['mkdocs'], 'the site of the documentation', () => {
  const site = mkdtempSync(join(tmpdir(), 'heartbeat-site-'));
  const pages = new Map<string, string>();
  let built: { readonly status: number | null; readonly warnings: readonly string[] };

  beforeAll(() => {
    const args = ['build', '--strict', '--site-dir', site];
    const { stderr, status } = spawnSync(findProgram('mkdocs')!, args, { encoding: 'utf8' });
    built = { status, warnings: stderr.split('\n').filter((line) => /WARNING|ERROR/.test(line)) };
    const files = readdirSync(site, { recursive: true, encoding: 'utf8' }).filter((path) => path.endsWith('.html'));
    for (const path of files) pages.set(path, readFileSync(join(site, path), 'utf8'));
  }, LIMIT_MS);

  afterAll(() => rmSync(site, { recursive: true }));

  /** What `find` matches in each page, with the page in front. */
  function occurrences(find: RegExp, among = /^/): string[] {
    const wanted = [...pages].filter(([path]) => among.test(path));
    return wanted.flatMap(([path, html]) => [...html.matchAll(find)].map(([, found]) => `${path}: ${found}`));
  }

  it('is built without a warning', () => {
    expect(built).toEqual({ status: 0, warnings: [] });
    expect(pages.get('verdict.html')).toContain('prober-suspect');
  });

  it('leads nowhere that is not there', () => {
    const links = [...pages].flatMap(([page, html]) =>
      [...html.matchAll(/ (?:href|src)="(?!\w+:|\/|\$)([^"#?]*)(?:#([^"]*))?"/g)].map(([, path = '', anchor = '']) => ({
        page,
        path,
        anchor,
      })),
    );
    expect(links.length).toBeGreaterThan(1_000);
    const broken = links.filter(({ page, path, anchor }) => {
      const target = path === '' ? page : join(dirname(page), path);
      if (!existsSync(join(site, target))) return true;
      return anchor !== '' && pages.has(target) && !pages.get(target)!.includes(` id="${decodeURIComponent(anchor)}"`);
    });
    expect(broken).toEqual([]);
  });

  it('shows a picture for each Mermaid block, and no block', () => {
    const blocks = readFileSync('docs/architecture.md', 'utf8').match(/^```mermaid$/gm) ?? [];
    const pictures = occurrences(/<img [^>]*src="(pictures\/[\w-]+\.svg)"/g);
    expect(blocks.length).toBeGreaterThan(2);
    expect(pictures).toHaveLength(blocks.length);
    for (const picture of pictures)
      expect(readFileSync(join(site, picture.split(': ')[1]!), 'utf8')).toContain('<svg ');
    expect(occurrences(/(language-mermaid|flowchart TD)/g)).toEqual([]);
  });

  it('loads nothing from elsewhere', () => {
    expect(occurrences(/<(?:script|img|link|iframe)\b[^>]*\b(?:src|href)="((?:https?:)?\/\/[^"]*)"/g)).toEqual([]);
  });

  it('takes no status for the number of a list, no name for bold text, and no Markdown for text', () => {
    expect(occurrences(/(<ol start="\d{3}">|<ol>\s*<li>\s*<p>One or more)/g)).toEqual([]);
    expect(pages.get('errors.html')).toContain('<p>Status 400. One or more query parameters are invalid.');
    expect(occurrences(/(<strong>(?:name|key|metric)<\/strong>)/g)).toEqual([]);
    expect(
      occurrences(/(```|\*\*\w|\]\([^)\s]+\)|<code>(?:yaml|json|sh|console|mermaid)\n|<p>[^<]*\n- )/g, OURS),
    ).toEqual([]);
  });
});
