import type { FastifyReply, FastifyRequest } from 'fastify';
import { isKnown, tagOf } from './entity-tag.js';

/** A file that does not change while the service runs. */
export interface StaticFile {
  readonly type: string;
  /** Its content; asked for once, when the file is first wanted. */
  load(): string | Buffer | Promise<Buffer>;
  /** The `Content-Security-Policy` of a page. */
  readonly policy?: string;
}

interface Loaded {
  readonly body: Buffer;
  readonly entityTag: string;
}

/** Serves a closed list of files by their names; what a request asks for is never made into a path. */
export class StaticFiles {
  readonly #loaded = new Map<string, Promise<Loaded>>();

  constructor(private readonly files: ReadonlyMap<string, StaticFile>) {}

  /** Answers with a file, or with 304 if the client has it. `false`, without an answer, if the list has no such name. */
  async send(name: string, request: FastifyRequest, reply: FastifyReply): Promise<boolean> {
    const file = this.files.get(name);
    if (!file) return false;
    const { body, entityTag } = await this.#load(name, file);
    void reply.headers({
      etag: entityTag,
      'cache-control': 'no-cache',
      ...(file.policy !== undefined && { 'content-security-policy': file.policy }),
    });
    if (isKnown(request.headers['if-none-match'], entityTag)) await reply.status(304).send();
    else await reply.header('content-type', file.type).send(body);
    return true;
  }

  /** One copy for all who ask, also while it is being read. A failure is not kept. */
  #load(name: string, file: StaticFile): Promise<Loaded> {
    const known = this.#loaded.get(name);
    if (known) return known;
    const loaded = read(file);
    loaded.catch(() => this.#loaded.delete(name));
    this.#loaded.set(name, loaded);
    return loaded;
  }
}

async function read(file: StaticFile): Promise<Loaded> {
  const content = await file.load();
  const body = typeof content === 'string' ? Buffer.from(content) : content;
  return { body, entityTag: `"${tagOf(body)}"` };
}
