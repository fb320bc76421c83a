import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { Controller, Get, Header, Inject, NotFoundException, Param, Res } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { API_DOCUMENT, type ApiDocument } from './api-document.js';
import { Access } from './route-access.js';

const FOLDER = dirname(createRequire(import.meta.url).resolve('swagger-ui-dist/package.json'));
/** The only files of the package that are served. */
const FILES: Readonly<Record<string, string>> = {
  'swagger-ui.css': 'text/css; charset=utf-8',
  'swagger-ui-bundle.js': 'text/javascript; charset=utf-8',
  'favicon-32x32.png': 'image/png',
};
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

/** Swagger UI and the contract. No inline script, and only the files that the page needs. */
@ApiExcludeController()
@Access('open')
@Controller()
export class ApiDocsController {
  constructor(@Inject(API_DOCUMENT) private readonly document: ApiDocument) {}

  @Get('openapi.json')
  @Header('Content-Type', 'application/json; charset=utf-8')
  json(): string {
    return this.document.json;
  }

  @Get('openapi.yaml')
  @Header('Content-Type', 'application/yaml; charset=utf-8')
  yaml(): string {
    return this.document.yaml;
  }

  @Get('api-docs')
  @Header('Content-Type', 'text/html; charset=utf-8')
  @Header('Content-Security-Policy', POLICY)
  page(): string {
    return PAGE;
  }

  @Get('api-docs/:file')
  async file(@Param('file') file: string, @Res() reply: FastifyReply): Promise<void> {
    const type = file === 'start.js' ? FILES['swagger-ui-bundle.js'] : FILES[file];
    if (!Object.hasOwn(FILES, file) && file !== 'start.js') throw new NotFoundException();
    const body = file === 'start.js' ? START : await readFile(join(FOLDER, file));
    await reply.header('content-type', type).header('cache-control', 'max-age=3600').send(body);
  }
}
