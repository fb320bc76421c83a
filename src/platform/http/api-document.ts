import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { DocumentBuilder, SwaggerModule, type OpenAPIObject } from '@nestjs/swagger';
import { stringify } from 'yaml';
import { token } from '../injection/token.js';

export const API_DOCUMENT = token<ApiDocument>('ApiDocument');

/** The OpenAPI document of the running application; set once, when the application is built. */
export class ApiDocument {
  #json = '{}';
  #yaml = '';

  set(document: OpenAPIObject): void {
    this.#json = JSON.stringify(document);
    this.#yaml = stringify(JSON.parse(this.#json), { lineWidth: 120, aliasDuplicateObjects: false });
  }

  get json(): string {
    return this.#json;
  }

  get yaml(): string {
    return this.#yaml;
  }
}

/** The contract of an application, from its decorators; paths are relative to `prefix`, which is `""` or a path. */
export function openApiDocument(
  app: NestFastifyApplication,
  { version, prefix }: { readonly version: string; readonly prefix: string },
): OpenAPIObject {
  const config = new DocumentBuilder()
    .setTitle('Heartbeat')
    .setDescription('Is the API I depend on up right now?')
    .setVersion(version)
    .setLicense('Apache-2.0', 'https://www.apache.org/licenses/LICENSE-2.0')
    .addBearerAuth({ type: 'http', scheme: 'bearer', description: 'A token of the setting access.tokens.' })
    .addServer(prefix === '' ? '/' : prefix)
    .build();
  const document = SwaggerModule.createDocument(app, config, { ignoreGlobalPrefix: true });
  return { ...document, info: Object.assign(document.info, { 'x-api-category': 'OPERATIONS' }) };
}
