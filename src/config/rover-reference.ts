import type { ExposureBlock } from '../catalogue/exposure-block.js';
import { sections } from './settings-tables.js';

/** What each code of a mistake in a Rover file means; those of its blocks come with the blocks. */
const ROVER_PROBLEM_CODES: Readonly<Record<string, string>> = {
  API_VERSION: 'a Rover of a version that is not read',
  BASE_PATH: 'not a base path, or one that is in the file twice',
  EMPTY: 'the file holds nothing; to withdraw it, delete it',
  EXPOSURES: '`exposures` is not a list, or one of its items not a mapping',
  HALF_WRITTEN: 'the file may be half written; it is taken once it is known to be whole',
  ITEMS: '`items` of a list of Rovers is not a list',
  NO_ROVER: 'no document is a Rover; reported by `heartbeat validate` only',
  QUOTA: 'more exposures than a file may have',
  SPEC: '`spec` is not a mapping',
  ZONE: '`zone` is not a valid name',
};

/** Codes of mistakes in Rovers and in a block of them, each with what it means, in order. */
export function problemCodes({ reference }: ExposureBlock): Readonly<Record<string, string>> {
  const codes = Object.entries({ ...ROVER_PROBLEM_CODES, ...reference.codes });
  return Object.fromEntries(codes.toSorted(([one], [other]) => (one < other ? -1 : 1)));
}

/** The reference of a block, as Markdown. */
export function blockReference(block: ExposureBlock): string {
  const { key, reference, settings } = block;
  const codes = Object.entries(problemCodes(block)).map(([code, meaning]) => `| \`${code}\` | ${meaning} |`);
  const mistakes = [
    '## Mistakes',
    'Each has a code, the line and the path of the key. Besides these there are the codes of the YAML itself: `SIZE`, ' +
      '`ENCODING`, `SYNTAX`, `DEPTH`, `NODES`, `ALIAS`, `TAG`, `DUPLICATE` and `MULTI_DOC`; and of files that cannot be ' +
      'read: `LINK`, `NOT_A_FILE` and `UNREADABLE`. `SUFFIX`, `PORT` and `ADDRESS_DENIED` are not mistakes of the file: what ' +
      'the operator allows is known to the source, which reports them in the condition of the exposure.',
    ['| code | meaning |', '| --- | --- |', ...codes].join('\n'),
  ].join('\n\n');
  return `${[reference.head, ...sections(`\`${key}\``, '', settings), ...reference.notes, '', mistakes].join('\n')}\n`;
}
