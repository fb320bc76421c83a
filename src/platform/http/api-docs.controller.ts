import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { Controller, Get, Inject, NotFoundException, Param, Req, Res } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { API_DOCUMENT, type ApiDocument } from './api-document.js';
import { Access } from './route-access.js';
import { StaticFiles, type StaticFile } from './static-files.js';

const FOLDER = dirname(createRequire(import.meta.url).resolve('swagger-ui-dist/package.json'));
const JAVASCRIPT = 'text/javascript; charset=utf-8';
const POLICY =
  "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

const PAGE = `<!doctype html>
<html lang="en">
  <head>
    <meta charset="utf-8" />
    <meta name="viewport" content="width=device-width, initial-scale=1" />
    <title>Heartbeat API</title>
    <link rel="stylesheet" href="api-docs/swagger-ui.css" />
    <link rel="icon" type="image/png" href="api-docs/favicon-32x32.png" />
  </head>
  <body>
    <div id="swagger-ui"></div>
    <script src="api-docs/swagger-ui-bundle.js"></script>
    <script src="api-docs/start.js"></script>
  </body>
</html>
`;
const START = `SwaggerUIBundle({ url: 'openapi.json', dom_id: '#swagger-ui', deepLinking: true });\n`;

const ofPackage = (name: string, type: string): [string, StaticFile] => [
  `api-docs/${name}`,
  { type, load: () => readFile(join(FOLDER, name)) },
];

/** Swagger UI and the contract. No inline script, and only the files that the page needs. */
@ApiExcludeController()
@Access('open')
@Controller()
export class ApiDocsController {
  readonly #files: StaticFiles;

  constructor(@Inject(API_DOCUMENT) document: ApiDocument) {
    this.#files = new StaticFiles(
      new Map<string, StaticFile>([
        ['openapi.json', { type: 'application/json; charset=utf-8', load: () => document.json }],
        ['openapi.yaml', { type: 'application/yaml; charset=utf-8', load: () => document.yaml }],
        ['api-docs', { type: 'text/html; charset=utf-8', load: () => PAGE, policy: POLICY }],
        ['api-docs/start.js', { type: JAVASCRIPT, load: () => START }],
        ofPackage('swagger-ui-bundle.js', JAVASCRIPT),
        ofPackage('swagger-ui.css', 'text/css; charset=utf-8'),
        ofPackage('favicon-32x32.png', 'image/png'),
      ]),
    );
  }

  @Get('openapi.json')
  async json(@Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    await this.#files.send('openapi.json', request, reply);
  }

  @Get('openapi.yaml')
  async yaml(@Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    await this.#files.send('openapi.yaml', request, reply);
  }

  @Get('api-docs')
  async page(@Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    await this.#files.send('api-docs', request, reply);
  }

  /** Without a name it leads to the page, whose links are relative. This one is too: proxies may add a path. */
  @Get('api-docs/*')
  async file(@Param('*') file: string, @Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    if (file === '') await reply.redirect('../api-docs', 308);
    else if (!(await this.#files.send(`api-docs/${file}`, request, reply))) throw new NotFoundException();
  }
}
