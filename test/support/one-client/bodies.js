/** What a Rover may have (docs/rover.md), and letters in each base path that make so many of them so many bytes. */
const MAX_BYTES = 256 * 1_024;
const MOST_EXPOSURES = 1_000;
const LETTERS = 190;

/** A Rover of `count` exposures below `/load`. */
export function rover(count, name = 'load-1', letters = 60) {
  const exposures = Array.from({ length: count }, (_, nth) => ({
    type: 'api',
    basePath: `/load/${name}/${'x'.repeat(letters)}-${nth}`,
  }));
  return { apiVersion: 'tcp.ei.telekom.de/v1', kind: 'Rover', metadata: { name }, spec: { exposures } };
}

/** The same, of which each is wrong. */
function refused(count) {
  const exposures = Array.from({ length: count }, (_, nth) => ({ type: 'api', basePath: `no/${nth}` }));
  return { ...rover(0), spec: { exposures } };
}

export const PUT_ROVER = { path: 'PUT /rovers/load-1' };

const json = { ...PUT_ROVER, headers: ['content-type: application/json'] };
const padded = (text, bytes) => text + ' '.repeat(bytes - Buffer.byteLength(text));

/** The largest bodies of each write route: those that are taken, and those that are not. */
export const BODIES = {
  'PUT /rovers/:name': {
    'the largest body that is taken': {
      ...json,
      body: padded(JSON.stringify(rover(MOST_EXPOSURES, 'load-1', LETTERS)), MAX_BYTES),
      statuses: [200, 201],
    },
    'the largest body that is not taken': { ...json, body: padded('{"kind":"Rover"}', MAX_BYTES), statuses: [422] },
    '1 000 exposures that are refused': { ...json, body: JSON.stringify(refused(MOST_EXPOSURES)), statuses: [422] },
    'a body of 16 MiB': { ...json, body: ' '.repeat(16 * 1_024 * 1_024), statuses: [413] },
  },
};

const lines = (count, line) => Array.from({ length: count }, (_, nth) => line(nth)).join('');
const aliased = `a: &a [${'x,'.repeat(90)}]\nb: [${'*a,'.repeat(99)}]\n`;

/** What is slow to read and within the limits, or only just beyond them. */
export const YAML_SHAPES = {
  '9 900 values': lines(9_900, (nth) => `k${nth}: ${'v'.repeat(18)}\n`),
  '5 000 values in a flow': `[${lines(5_000, (nth) => `{a${nth}: b},`)}]`,
  'strings with an escape in every place': lines(300, (nth) => `k${nth}: "${'\\u0041'.repeat(140)}"\n`),
  '99 aliases of a list': aliased,
  'a text in folded lines': `a: >\n${lines(9_000, () => '  word word word word word\n')}`,
  'a plain scalar over 9 000 lines': `a: ${lines(9_000, () => '  word word word word word\n')}`,
  '250 kB of comments': lines(9_000, () => '# a comment of 28 letters.\n'),
  '20 000 opened lists': '['.repeat(20_000),
  '250 kB of blanks and a tab': `${' '.repeat(250_000)}\t`,
};
