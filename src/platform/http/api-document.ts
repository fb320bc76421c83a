import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { DocumentBuilder, SwaggerModule, type OpenAPIObject } from '@nestjs/swagger';
import { stringify } from 'yaml';
import { token } from '../injection/token.js';
import { openApiForm, type ApiTag } from './open-api-form.js';

export const API_DOCUMENT = token<ApiDocument>('ApiDocument');

/** The OpenAPI document of the running application; set once, when the application is built. */
export class ApiDocument {
  #json = '{}';
  #yaml = '';

  set(document: object): void {
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

/** What a document says besides the routes; paths are relative to `prefix`, which is `""` or a path. */
export interface ApiDocumentOptions {
  readonly version: string;
  readonly prefix: string;
  /** Groups of operations, in the order in which they are shown. */
  readonly tags: readonly ApiTag[];
}

/** The contract of an application, from its decorators. */
export function openApiDocument(
  app: NestFastifyApplication,
  { version, prefix, tags }: ApiDocumentOptions,
): OpenAPIObject {
  const config = new DocumentBuilder()
    .setOpenAPIVersion('3.1.0')
    .setTitle('Heartbeat')
    .setDescription(
      'Is the API I depend on up right now? Answered from the requests that really went through the gateway, and from probes where there are too few. Anyone may read; writing needs a token.',
    )
    .setVersion(version)
    .setContact('Heartbeat', 'https://github.com/heartbeat-status/heartbeat', '')
    .setLicense('Apache-2.0', 'https://www.apache.org/licenses/LICENSE-2.0')
    .addSecurity('bearer', { type: 'http', scheme: 'bearer', description: 'A token of the setting access.tokens.' })
    .addServer(prefix === '' ? '/' : prefix, 'Where this document came from')
    .build();
  const document = SwaggerModule.createDocument(app, config, { ignoreGlobalPrefix: true });
  return openApiForm(withCategory(document), tags) as unknown as OpenAPIObject;
}

function withCategory({ info: { contact, ...info }, openapi, servers, ...document }: OpenAPIObject): object {
  const { name, url } = contact!;
  return { openapi, info: { ...info, contact: { name, url }, 'x-api-category': 'OPERATIONS' }, servers, ...document };
}
