import type { OpenAPIObject } from '@nestjs/swagger';
import { stringify } from 'yaml';

export const API_DOCUMENT = Symbol('ApiDocument');

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
