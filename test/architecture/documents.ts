import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path/posix';

/** One page for people. */
export interface Page {
  /** Path from the top of the repository. */
  readonly path: string;
  readonly text: string;
}

/** A block of code in a page. */
export interface CodeBlock {
  readonly language: string;
  readonly text: string;
}

/** Every Markdown page of the repository. */
export function readPages(): Page[] {
  const docs = readdirSync('docs', { recursive: true, encoding: 'utf8' }).map((path) => `docs/${path}`);
  return [...readdirSync('.'), ...docs]
    .filter((path) => path.endsWith('.md'))
    .toSorted()
    .map((path) => ({ path, text: readFileSync(path, 'utf8') }));
}

/** The blocks of code of a page. */
export function codeBlocks({ text }: Page): CodeBlock[] {
  return [...text.matchAll(/^```(\w*)[^\n]*\n([\s\S]*?)^```/gm)].map(([, language, code]) => ({
    language: language!,
    text: code!,
  }));
}

/** Where the relative links of a page lead: paths from the top of the repository, with the anchor if there is one. */
export function linksOf({ path, text }: Page): { target: string; anchor?: string }[] {
  const prose = text.replaceAll(/^```[\s\S]*?^```/gm, '').replaceAll(/`[^`\n]*`/g, '');
  return [...prose.matchAll(/\]\(([^)\s]+)\)/g)]
    .map(([, link]) => link!)
    .filter((link) => !/^(?:https?|mailto):/.test(link))
    .map((link) => {
      const [file, anchor] = link.split('#');
      const target = file === '' ? path : normalize(join(dirname(path), file!));
      return { target, ...(anchor !== undefined && { anchor }) };
    });
}

/** Links that lead nowhere: to no file, or to no heading of the page. */
export function brokenLinks(page: Page): string[] {
  return linksOf(page)
    .filter(({ target, anchor }) => !existsSync(target) || (anchor !== undefined && !anchorsOf(target).has(anchor)))
    .map(({ target, anchor }) => `${page.path}: ${target}${anchor === undefined ? '' : `#${anchor}`} is not there`);
}

/** The anchors that a hosting site makes of a page's headings. */
function anchorsOf(path: string): Set<string> {
  if (!path.endsWith('.md')) return new Set();
  const headings = readFileSync(path, 'utf8').matchAll(/^#{1,6} (.*)$/gm);
  return new Set([...headings].map(([, heading]) => slug(heading!)));
}

function slug(heading: string): string {
  const words = heading.toLowerCase().replaceAll(/[^\p{L}\p{N}\s_-]/gu, '');
  return words.trim().replaceAll(/\s/g, '-');
}

/** Names of package scripts that a page tells people to run. */
export function scriptsNamed({ text }: Page): string[] {
  const runs = [...text.matchAll(/npm run (?:--silent )?([a-z][\w:-]*)/g)].map(([, name]) => name!);
  return /npm test\b/.test(text) ? ['test', ...runs] : runs;
}

/** Pages that can be reached from `start` in at most `clicks` clicks. */
export function reachable(pages: readonly Page[], start: string, clicks: number): Set<string> {
  const reached = new Set([start]);
  for (let click = 0; click < clicks; click++) {
    for (const page of pages.filter(({ path }) => reached.has(path))) {
      for (const { target } of linksOf(page)) reached.add(target);
    }
  }
  return reached;
}
