import { Controller, Get, Post, UseGuards, type CanActivate, type ExecutionContext } from '@nestjs/common';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { Test } from '@nestjs/testing';
import { RecordingLog } from '../../support/source-context.js';
import { SystemClock } from '../../../src/platform/clock/system-clock.js';
import { openApiDocument } from '../../../src/platform/http/api-document.js';
import { BodyOf, QueryOf } from '../../../src/platform/http/declared-input.pipe.js';
import { Drain } from '../../../src/platform/http/drain.js';
import { EarlyAnswers } from '../../../src/platform/http/early-answers.js';
import { Cors } from '../../../src/platform/http/cors.js';
import { CorsSettings } from '../../../src/platform/http/cors.settings.js';
import { createHttpAdapter } from '../../../src/platform/http/http-server.js';
import { HttpMetrics } from '../../../src/platform/http/http.metrics.js';
import { ProblemFilter } from '../../../src/platform/http/problem.filter.js';
import {
  BooleanSetting,
  DurationSetting,
  IntegerSetting,
  JsonScalarSetting,
  ListSetting,
  MapSetting,
  NumberSetting,
  SectionSetting,
  SettingRule,
  TextSetting,
} from '../../../src/platform/settings/setting.js';
import { PinoLog } from '../../../src/platform/telemetry/pino-log.js';

const COLOURS = ['black', 'white'];

class CatParameters {
  @ListSetting({
    about: 'Colours.',
    item: { type: 'text', maxLength: 9, allowed: COLOURS },
    maxItems: 3,
    example: ['black'],
  })
  colour: readonly string[] = [];

  @TextSetting({ about: 'Begins with.', pattern: /^[a-z]+$/, shape: 'small letters', maxLength: 5 })
  prefix?: string;

  @IntegerSetting({ about: 'How many.', min: 1, max: 10 })
  limit = 5;

  @NumberSetting({ about: 'Kilograms.', min: -1, max: 9.5 })
  weight?: number;

  @BooleanSetting({ about: 'Asleep.' })
  asleep?: boolean;

  @DurationSetting({ about: 'How old.', key: 'age', minMs: 1_000, maxMs: 60_000 })
  @SettingRule<CatParameters>(
    'an age only of those asleep',
    ({ ageMs, asleep }) => ageMs === undefined || asleep === true,
  )
  ageMs?: number;
}

class OwnerInput {
  @TextSetting({ about: 'Name.', required: true, maxLength: 20, example: 'Ann' })
  name = '';
}

class CatInput {
  @TextSetting({ about: 'Name.', required: true, pattern: /^[a-z]+$/, shape: 'small letters', example: 'tom' })
  name = '';

  @TextSetting({ about: 'Colour.', allowed: COLOURS })
  colour = 'black';

  @IntegerSetting({ about: 'Lives.', min: 1, max: 9 })
  lives = 9;

  @TextSetting({ about: 'What it answers to.', unseen: true, maxLength: 10 })
  call?: string;

  @SectionSetting({ about: 'Whose.', of: () => OwnerInput })
  owner?: OwnerInput;

  @ListSetting({ about: 'Toys.', item: { type: 'section', of: () => OwnerInput }, maxItems: 2, single: true })
  toys: readonly OwnerInput[] = [];

  @MapSetting({ about: 'Notes.', item: { type: 'text', maxLength: 5 }, maxItems: 2 })
  notes: ReadonlyMap<string, string> = new Map();

  @JsonScalarSetting({ about: 'Anything.', maxLength: 3 })
  any?: unknown;
}

class LetIn implements CanActivate {
  canActivate(context: ExecutionContext): boolean {
    return context.switchToHttp().getRequest<{ headers: object }>().headers['x-key' as never] === 'meow';
  }
}

@Controller('cats')
class CatsController {
  @Get()
  list(@QueryOf(CatParameters) query: CatParameters): object {
    return { kind: query.constructor.name, ...query };
  }

  @Post()
  @UseGuards(LetIn)
  add(@BodyOf(CatInput, { maxBytes: 1_024 }) cat: CatInput): object {
    return { kind: cat.constructor.name, ...cat, notes: [...cat.notes] };
  }
}

interface Answer {
  readonly status: number;
  readonly body: Record<string, never> & { readonly fields?: readonly Record<string, string>[] };
}

describe('declared input', () => {
  let app: NestFastifyApplication;

  beforeAll(async () => {
    const drain = new Drain();
    const module = await Test.createTestingModule({ controllers: [CatsController] }).compile();
    const cors = new Cors(new CorsSettings());
    const adapter = createHttpAdapter({
      early: new EarlyAnswers(drain, cors),
      cors,
      drain,
      metrics: new HttpMetrics(),
      clock: new SystemClock(),
      prefix: '',
      log: new RecordingLog(),
    });
    app = module.createNestApplication<NestFastifyApplication>(adapter, { logger: false, bodyParser: false });
    app.useGlobalFilters(new ProblemFilter(new PinoLog('silent')));
    await app.listen({ port: 0, host: '127.0.0.1' });
  });

  afterAll(() => app.close());

  async function ask(path: string, init?: RequestInit): Promise<Answer> {
    const answer = await fetch(`${await app.getUrl()}${path}`, init);
    return { status: answer.status, body: (await answer.json()) as Answer['body'] };
  }

  const post = (body: string | Buffer<ArrayBuffer>, headers: Record<string, string> = {}): Promise<Answer> =>
    ask('/cats', {
      method: 'POST',
      body,
      headers: { 'content-type': 'application/json', 'x-key': 'meow', ...headers },
    });

  const told = ({ status, body }: Answer): unknown => [
    status,
    body['type'],
    body.fields?.map(({ path, detail }) => `${path} ${detail}`),
  ];

  it('in a query becomes an object of its class', async () => {
    const query = 'colour=black&colour=white&limit=07&weight=-0.5&asleep=true&age=1m&prefix=to';
    expect(await ask(`/cats?${query}`)).toEqual({
      status: 200,
      body: {
        kind: 'CatParameters',
        colour: ['black', 'white'],
        limit: 7,
        weight: -0.5,
        asleep: true,
        ageMs: 60_000,
        prefix: 'to',
      },
    });
    expect((await ask('/cats?colour=white')).body).toEqual({ kind: 'CatParameters', colour: ['white'], limit: 5 });
  });

  it('in a query is refused with everything that is wrong, in the order given, with what may be meant', async () => {
    const query =
      'limt=1&colour=Black&weight=1e1&colour=white&colour=blue&limit=1&limit=2&prefix=A&asleep=1&age=1s&a=1&a=2';
    expect(told(await ask(`/cats?${query}`))).toEqual([
      400,
      '/problems/invalid-parameters',
      [
        'limt is not a known parameter (did you mean limit?); allowed: colour, prefix, limit, weight, asleep, age',
        'colour is "Black" (did you mean black?); allowed: one of black, white',
        'weight is "1e1"; allowed: a number from -1 to 9.5 with at most 4 decimals',
        'colour is "blue"; allowed: one of black, white',
        'limit is given more than once; allowed: once',
        'prefix is "A"; allowed: small letters',
        'asleep is "1"; allowed: true or false',
        'a is not a known parameter; allowed: colour, prefix, limit, weight, asleep, age',
      ],
    ]);
    expect(told(await ask('/cats?age=1s'))).toEqual([
      400,
      '/problems/invalid-parameters',
      ['age is "1s"; allowed: an age only of those asleep'],
    ]);
  });

  it.each([
    ['limit=1.0', 'limit'],
    ['limit=-0', 'limit'],
    ['limit=0000000001', 'limit'],
    ['limit=%2B1', 'limit'],
    ['limit=0x1', 'limit'],
    ['limit=', 'limit'],
    ['limit', 'limit'],
    ['weight=.5', 'weight'],
    ['weight=Infinity', 'weight'],
    ['colour=black&colour=black&colour=black&colour=black', 'colour'],
    ['prefix=${HEARTBEAT_X}', 'prefix'],
    ['__proto__=1', '__proto__'],
    ['constructor=1', 'constructor'],
    ['toString=1', 'toString'],
    ['=1', ''],
  ])('in a query is refused by name: %s', async (query, name) => {
    const { status, body } = await ask(`/cats?${query}`);
    expect([status, body.fields?.map(({ path }) => path)]).toEqual([400, [name]]);
  });

  it('in a query is read once the query itself can be', async () => {
    expect((await ask('/cats?limit=%ff')).body.fields).toMatchObject([
      { detail: 'is not valid percent-encoded UTF-8' },
    ]);
    expect(told(await ask(`/cats?${'colour=black&'.repeat(500)}`))).toEqual([
      431,
      '/problems/too-many-parameters',
      undefined,
    ]);
  });

  it('in a body becomes an object of its class', async () => {
    const cat = { name: 'tom', owner: { name: 'Ann' }, toys: { name: 'ball' }, notes: { a: 'b' }, any: null };
    expect(await post(JSON.stringify(cat))).toEqual({
      status: 201,
      body: { kind: 'CatInput', ...cat, colour: 'black', lives: 9, toys: [{ name: 'ball' }], notes: [['a', 'b']] },
    });
  });

  it('in a body is refused with everything that is wrong, and repeats nothing that must not be seen', async () => {
    const cat = {
      colour: 'blakc',
      lives: '3',
      call: 'hunter2-hunter2',
      owner: { nam: 'Ann', ['__proto__']: 1 },
      notes: { a: 5 },
      toys: [{ name: 'a' }, 5],
      live: 3,
    };
    const answer = await post(JSON.stringify(cat));
    expect(told(answer)).toEqual([
      422,
      '/problems/invalid-body',
      [
        'live is not a known key (did you mean lives?); allowed: name, colour, lives, call, owner, toys, notes, any',
        'name is missing; allowed: small letters. Name.',
        'owner.nam is not a known key (did you mean name?); allowed: name',
        'owner.__proto__ is not a known key; allowed: name',
        'owner.name is missing; allowed: Name.',
        'toys[1] is a number; allowed: a mapping of keys',
        'notes.a is 5; allowed: text',
        'colour is "blakc" (did you mean black?); allowed: one of black, white',
        'lives is "3"; allowed: a whole number from 1 to 9',
        'call is text; allowed: at most 10 characters',
      ],
    ]);
    expect(JSON.stringify(answer)).not.toContain('hunter2');
  });

  it('in a body tells the first hundred mistakes', async () => {
    const many = Object.fromEntries(Array.from({ length: 120 }, (_, index) => [index, 1]));
    expect((await post(JSON.stringify(many))).body.fields).toHaveLength(100);
  });

  it.each([
    ['[]', 'is a list of 0 items; allowed: a mapping of keys'],
    ['5', 'is a number; allowed: a mapping of keys'],
    ['null', 'is null; allowed: a mapping of keys'],
    [`${'['.repeat(500)}${']'.repeat(500)}`, 'is a list of 1 item; allowed: a mapping of keys'],
  ])('in a body is refused where the body is another thing: %s', async (body, detail) => {
    expect(told(await post(body))).toEqual([422, '/problems/invalid-body', [`body ${detail}`]]);
  });

  it.each<[string, string | Buffer<ArrayBuffer>, string]>([
    ['nothing', '', 'SYNTAX'],
    ['half of it', '{"name":', 'SYNTAX'],
    ['YAML', 'name: tom', 'SYNTAX'],
    ['another encoding', Buffer.from('{"name":"\xff"}', 'latin1'), 'ENCODING'],
  ])('in a body is refused where the body is no JSON: %s', async (_, body, title) => {
    const { status, body: problem } = await post(body);
    expect([status, problem['type'], problem.fields?.map((each) => each['title'])]).toEqual([
      400,
      '/problems/unreadable-body',
      [title],
    ]);
  });

  it('in a body is not even read unless the guard lets it in, and it is not too large and JSON by its name', async () => {
    const large = JSON.stringify({ name: 'a'.repeat(2_000) });
    expect((await post(large, { 'x-key': 'woof' })).status).toBe(403);
    expect((await post(large)).status).toBe(413);
    expect((await post('{}', { 'content-type': 'text/yaml' })).status).toBe(415);
  });

  it('is what the API document shows', () => {
    const { paths, components } = openApiDocument(app, { version: '1', prefix: '', tags: [] });
    const { get, post } = paths['/cats']!;
    expect(get!.parameters).toEqual([
      {
        name: 'colour',
        in: 'query',
        required: false,
        description: 'Colours.',
        schema: { type: 'array', maxItems: 3, items: { type: 'string', enum: COLOURS }, examples: [['black']] },
      },
      {
        name: 'prefix',
        in: 'query',
        required: false,
        description: 'Begins with. Allowed: small letters.',
        schema: { type: 'string', maxLength: 5, pattern: '^[a-z]+$' },
      },
      {
        name: 'limit',
        in: 'query',
        required: false,
        description: 'How many.',
        schema: { type: 'integer', minimum: 1, maximum: 10, default: 5 },
      },
      {
        name: 'weight',
        in: 'query',
        required: false,
        description: 'Kilograms.',
        schema: { type: 'number', minimum: -1, maximum: 9.5 },
      },
      { name: 'asleep', in: 'query', required: false, description: 'Asleep.', schema: { type: 'boolean' } },
      {
        name: 'age',
        in: 'query',
        required: false,
        description: 'How old. From 1s to 1m. Allowed: an age only of those asleep.',
        schema: {
          type: 'string',
          pattern:
            '^(?:0*(?:[1-9][0-9][0-9][0-9]|[1-5][0-9][0-9][0-9][0-9]|60000)ms|0*(?:[1-9]|[1-5][0-9]|60)s|0*(?:1)m|(?:[0-9]{1,9}(?:ms|s|m|h|d)){2,})$',
        },
      },
    ]);
    expect(Object.keys(get!.responses)).toEqual(['400', '431', '4XX']);
    expect(Object.keys(post!.responses)).toEqual(['400', '413', '415', '422', '4XX']);
    expect(post!.requestBody).toMatchObject({
      required: true,
      description: 'At most 1 KiB.',
      content: {
        'application/json': {
          schema: {
            type: 'object',
            additionalProperties: false,
            required: ['name'],
            properties: {
              lives: { type: 'integer', minimum: 1, maximum: 9, default: 9 },
              owner: { type: 'object', required: ['name'], properties: { name: { maxLength: 20, examples: ['Ann'] } } },
              toys: { anyOf: [{ type: 'array', maxItems: 2 }, { type: 'object' }] },
            },
          },
        },
      },
    });
    expect(JSON.stringify(post)).not.toMatch(/"(?:if|then|example|propertyNames|nullable)":/);
    expect(Object.keys(components!.schemas!)).toContain('Problem');
  });
});
