import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { leastCpuMs } from '../../../test/support/least-cpu-ms.js';
import { Random } from '../../../test/support/random.js';
import { BadExpositionError, ExpositionScan } from './exposition-scan.js';

const METRIC = 'kong_http_requests_total';

interface HostilePage {
  readonly id: string;
  readonly page: string;
  readonly repeat?: string;
  readonly times?: number;
  readonly openMetrics?: boolean;
  /** What the page is refused for; absent where it is a good page after all. */
  readonly fault?: string;
  /** Lines of the counter on a good page. */
  readonly lines?: number;
}

interface ReadLine {
  readonly labels: string;
  readonly value: number;
  readonly timestampMs: number | undefined;
}

/** A prime, so that pieces end anywhere. */
const PIECE_BYTES = 41;

function scan(
  page: Buffer | string,
  openMetrics = false,
  expected: readonly string[] = [],
  pieceBytes = PIECE_BYTES,
): ReadLine[] {
  const lines: ReadLine[] = [];
  const reading = new ExpositionScan([METRIC], openMetrics, expected);
  const bytes = typeof page === 'string' ? Buffer.from(page) : page;
  for (let at = 0; at < bytes.length; at += pieceBytes)
    reading.push(bytes.subarray(at, at + pieceBytes), ({ labels, value, timestampMs }) =>
      lines.push({ labels, value, timestampMs }),
    );
  reading.end();
  return lines;
}

/** The number of lines on a page, or what it is refused for. */
function answerTo(page: Buffer, openMetrics = false): number | string {
  try {
    return scan(page, openMetrics).length;
  } catch (error) {
    if (!(error instanceof BadExpositionError)) throw error;
    return error.message;
  }
}

describe('ExpositionScan', () => {
  const page = [
    '# HELP kong_http_requests_total HTTP status codes {per} route',
    '# TYPE kong_http_requests_total counter',
    'kong_http_requests_total{service="s",route="a}b\\"c",code="200"} 1.5e3 1700000000000',
    '',
    '  kong_http_requests_total { route = "d" , } \t 7',
    'kong_http_requests_total{route="café"} 8 ',
    'kong_http_requests_total_other{route="d"} 9',
    'kong_latency_bucket{le="+Inf"} NaN',
    'kong_up 1',
    'kong_http_requests_total 10',
    '',
  ];

  it.each(['\n', '\r\n'])('hands on the lines of wanted metrics, labels as written, for line ends %j', (end) => {
    expect(scan(page.join(end))).toEqual([
      { labels: 'service="s",route="a}b\\"c",code="200"', value: 1_500, timestampMs: 1_700_000_000_000 },
      { labels: ' route = "d" , ', value: 7, timestampMs: undefined },
      { labels: Buffer.from('route="café"').toString('latin1'), value: 8, timestampMs: undefined },
      { labels: '', value: 10, timestampMs: undefined },
    ]);
  });

  it.each([
    ['NaN', NaN],
    ['+Inf', Infinity],
    ['-Inf', -Infinity],
    ['-1', -1],
    ['.5', 0.5],
    ['007', 7],
    ['999999999999999', 999_999_999_999_999],
    ['9007199254740993', 9_007_199_254_740_992],
    ['1.234567e+06', 1_234_567],
  ])('reads the value %s', (text, value) => {
    expect(scan(`${METRIC} ${text}\n`)[0]!.value).toBe(value);
  });

  it('reads OpenMetrics with exemplars and times in seconds', () => {
    const openMetrics = `${METRIC}{route="d"} 7 1.5 # {trace_id="x"} 1 1.4\n# EOF\n`;
    expect(scan(openMetrics, true)[0]).toMatchObject({ value: 7, timestampMs: 1_500 });
  });

  it('takes # EOF for a comment where the page is not OpenMetrics', () => {
    expect(scan(`# EOF\n${METRIC} 1\n`)).toHaveLength(1);
  });

  it.each([
    ['a word', 'kong_http_requests_total{route="x"} many'],
    ['nothing', 'kong_http_requests_total{route="x"}'],
    ['a time that is none', 'kong_http_requests_total{route="x"} 5 soon'],
    ['more than a time', 'kong_http_requests_total{route="x"} 5 6 7'],
  ])('B1: spoils one series, and not the page, where the value is %s', (_, line) => {
    const good = `${METRIC}{route="y"} 3\n`;
    for (const lines of [`${good}${line}\n`, `${line}\n${good}`])
      expect(scan(lines).toSorted((one, other) => one.labels.localeCompare(other.labels))).toEqual([
        { labels: 'route="x"', value: NaN, timestampMs: undefined },
        { labels: 'route="y"', value: 3, timestampMs: undefined },
      ]);
  });

  it.each([
    ['behind a line of ours', `${METRIC} 1\n`, ''],
    ['before one', '', `${METRIC} 1\n`],
  ])('B1: passes over an odd line %s', (_, before, behind) => {
    for (const odd of ['\0', '!?', 'other {{ 1', `${METRIC}-x 5`, `${METRIC}.y`, `\ufeff# TYPE ${METRIC} counter`])
      expect([odd, scan(`${before}${odd}\n${behind}`)]).toEqual([
        odd,
        [{ labels: '', value: 1, timestampMs: undefined }],
      ]);
  });

  it.each([
    ['behind a byte order mark', `\ufeff${METRIC}{route="x"} 1`],
    ['behind half a line', `other_total 1${METRIC}{route="x"} 1`],
    ['with labels that cannot be read', `${METRIC}{route=x} 1`],
    ['too long to be read', `${METRIC}{route="${'x'.repeat(70_000)}"} 1`],
  ])('refuses a page with a series of ours that cannot be known: %s', (_, line) => {
    expect(() => scan(`${METRIC}{route="y"} 3\n${line}\n${METRIC}{route="z"} 3\n`)).toThrow(BadExpositionError);
  });

  it.each([
    ['what a metric means', `# HELP ${METRIC} ${'x'.repeat(200_000)}`],
    ['another metric', `other{about="${'x'.repeat(200_000)}"} 1`],
    ['nothing that is known, and ends like OpenMetrics', `${'!'.repeat(65_600)}# EOF`],
  ])('B11: passes over a line that is very long: %s', (_, line) => {
    for (const pieceBytes of [41, 65_536, 1_000_000])
      for (const openMetrics of [false, true])
        expect(scan(`${line}\n${METRIC} 1\n# EOF\n`, openMetrics, [], pieceBytes)).toHaveLength(1);
  });

  it('B11: reads a last line without an end only if it is told that it is whole', () => {
    const lines: number[] = [];
    const reading = new ExpositionScan([METRIC], false);
    const take = ({ value }: { value: number }): void => void lines.push(value);
    reading.push(Buffer.from(`${METRIC} 1\n${METRIC} 22`), take);
    expect(() => reading.end()).toThrow('middle of a line');
    reading.endLine(take);
    reading.end();
    expect(lines).toEqual([1, 22]);
  });

  it('reads the same whatever series it was told to expect', () => {
    const random = new Random(11);
    const series = ['', 'a="1"', 'a="1",b="}"', 'a="1",b="\\""', ' a = "1" ', 'a="2"'];
    const some = (): string[] => Array.from({ length: random.between(0, 8) }, () => random.pick(series));
    for (let round = 0; round < 2_000; round++) {
      const lines = some();
      const text = lines.map((labels, index) => `${METRIC}{${labels}} ${index}\n`).join('');
      expect(scan(`# page\n${text}`, false, some()).map((each) => each.labels)).toEqual(lines);
    }
  });

  it('reads the same in pieces of any size', () => {
    const whole = scan(page.join('\n'), false, [], 10_000);
    expect(whole).toHaveLength(4);
    for (let pieceBytes = 1; pieceBytes < 300; pieceBytes++)
      for (const end of ['\n', '\r\n']) expect(scan(page.join(end), false, [], pieceBytes)).toEqual(whole);
  });

  it('refuses a page cut at any byte, unless the cut is between two lines', () => {
    const whole = Buffer.from(page.join('\n'));
    for (let length = 0; length < whole.length; length++) {
      const cut = whole.subarray(0, length);
      if (length > 0 && whole[length - 1] === 0x0a) expect(() => scan(cut)).not.toThrow();
      else expect(() => scan(cut)).toThrow(BadExpositionError);
    }
  });

  it.each([0, 0x0a, 0x20, 0x22, 0x5c, 0x7b, 0x7d, 0xff])(
    'never throws anything else where a byte becomes %i',
    (byte) => {
      const whole = Buffer.from(page.join('\n'));
      for (let at = 0; at < whole.length; at++) {
        const changed = Buffer.from(whole);
        changed[at] = byte;
        const answer = answerTo(changed);
        expect(typeof answer === 'string' || answer <= 5).toBe(true);
      }
    },
  );
});

describe('B7: names of Prometheus 3', () => {
  const wanted = ['http.hits', 'größe', 'we"ird\\', 'plain_total'];
  const read = (text: string): unknown[] => {
    const lines: unknown[] = [];
    const reading = new ExpositionScan(wanted, false, ['a="1"']);
    reading.push(Buffer.from(text), ({ metric, labels, value }) => lines.push([metric, labels, value]));
    reading.end();
    return lines;
  };

  it.each([
    ['{"http.hits"} 1', 'http.hits', '"http.hits"'],
    ['{"http.hits",a="1"} 1', 'http.hits', '"http.hits",a="1"'],
    ['{ "http.hits" , "url.path" = "/a" , } 1', 'http.hits', ' "http.hits" , "url.path" = "/a" , '],
    ['{a="1","http.hits"} 1', 'http.hits', 'a="1","http.hits"'],
    ['{"plain_total",a="1"} 1', 'plain_total', '"plain_total",a="1"'],
    ['plain_total{"url.path"="/a",b="}"} 1', 'plain_total', '"url.path"="/a",b="}"'],
    [String.raw`{"we\"ird\\",a="1"} 1`, 'we"ird\\', String.raw`"we\"ird\\",a="1"`],
    ['{"größe"} 1', 'größe', Buffer.from('"größe"').toString('latin1')],
  ])('are read: %s', (line, metric, labels) => {
    expect(read(`${line}\nplain_total{a="1"} 2\n`)).toEqual([
      [metric, labels, 1],
      ['plain_total', 'a="1"', 2],
    ]);
  });

  it.each([
    '{"other.hits",a="1"} 1',
    '{} 1',
    '{a="1"} 1',
    '{"other.hits","another"} 1',
    '{"other.hits"',
    '{"other.hits" 1',
    '{""} 1',
    '{"other.hits",""="x"} 1',
    'other{"plain"} 1',
    '{',
  ])('that nobody wants, and what is none, spoil only their own line: %s', (line) => {
    expect(read(`${line}\nplain_total{a="1"} 2\n`)).toEqual([['plain_total', 'a="1"', 2]]);
  });

  it.each(['{"http.hits",a=1} 1', '{"größe",a="1" 1', '{ "we\\"ird\\\\",a} 1', '{"http.hits","http.hits"} 1'])(
    'that are wanted spoil the page where their series cannot be known: %s',
    (line) => {
      expect(() => read(`${line}\nplain_total{a="1"} 2\n`)).toThrow('line 1 has labels');
    },
  );

  it('that are wanted spoil only their own series where the value is odd', () => {
    expect(read('{"http.hits",a="1"} many\nplain_total{a="1"} 2\n')).toEqual([
      ['http.hits', '"http.hits",a="1"', NaN],
      ['plain_total', 'a="1"', 2],
    ]);
  });
});

describe('a hostile page', () => {
  const url = new URL('../../../test/hostile/exposition.json', import.meta.url);
  const hostile = JSON.parse(readFileSync(url, 'utf8')) as HostilePage[];
  it.each(hostile.map((each) => [each.id, each] as const))('is answered at once: %s', (_, each) => {
    const page = Buffer.from((each.repeat ?? '').repeat(each.times ?? 0) + each.page);
    let found: string | number = '';
    const read = (): void => void (found = answerTo(page, each.openMetrics));
    expect(leastCpuMs(read)).toBeLessThan(50);
    if (each.fault === undefined) expect(found).toBe(each.lines);
    else expect(found).toContain(each.fault);
  });
});
