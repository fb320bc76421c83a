import { Controller, Get, NotFoundException, Param, Req, Res } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { problemKinds, type ProblemKind } from './problem.js';
import { Access } from './route-access.js';
import { StaticFiles, type StaticFile } from './static-files.js';

const POLICY =
  "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";
const STYLE =
  ':root{color-scheme:light dark}body{font:1rem/1.5 system-ui,sans-serif;max-width:40rem;margin:2rem auto;padding:0 1rem}pre{overflow:auto}';

/** The pages that the `type` of a problem leads to: what it means, and one of them as an example. */
@ApiExcludeController()
@Access('open')
@Controller('problems')
export class ProblemPagesController {
  readonly #pages = new StaticFiles(new Map([...problemKinds()].map(([slug, kind]) => [slug, pageOf(kind)])));

  @Get(':slug')
  async page(@Param('slug') slug: string, @Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    if (!(await this.#pages.send(slug, request, reply))) throw new NotFoundException();
  }
}

function pageOf({ slug, status, title, about, example }: ProblemKind): StaticFile {
  const problem = { type: `/problems/${slug}`, title, status, ...example };
  const html = `<!doctype html>
<html lang="en">
  <head>
    <meta charset="utf-8" />
    <meta name="viewport" content="width=device-width, initial-scale=1" />
    <title>${escaped(title)}</title>
    <style>${STYLE}</style>
  </head>
  <body>
    <h1>${escaped(title)}</h1>
    <p>Status ${status}. ${escaped(about).replaceAll(/`([^`]+)`/g, '<code>$1</code>')}</p>
    <p>For example:</p>
    <pre>${escaped(JSON.stringify(problem, undefined, 2))}</pre>
  </body>
</html>
`;
  return { type: 'text/html; charset=utf-8', load: () => html, policy: POLICY };
}

function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}
