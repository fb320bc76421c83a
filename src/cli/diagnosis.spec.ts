import { describe, expect, it } from '@jest/globals';
import { ManualClock } from '../../test/support/manual-clock.js';
import { examineAll, type Examination } from './diagnosis.js';

const SECRET = 'hunter2-and-more';
const well: Examination = { about: 'well', look: () => Promise.resolve([{ level: 'ok', text: 'answers' }]) };
const wellDiagnosis = { about: 'well', findings: [{ level: 'ok', text: 'answers' }] };

describe('looking at several things', () => {
  it.each<[string, () => Promise<never>]>([
    [
      'throws',
      () => {
        throw new Error(`no file at https://reader:${SECRET}@host/?token=${SECRET}`);
      },
    ],
    [
      'rejects',
      () =>
        Promise.reject(Object.assign(new Error('no file'), { code: 'ENOENT', config: { auth: { password: SECRET } } })),
    ],
  ])('says what %s, without credentials, and hides no other', async (_, look) => {
    const clock = new ManualClock();
    const { diagnoses, unfinished } = await examineAll([{ about: 'edge', look }, well], { clock, deadlineMs: 1_000 });
    expect(diagnoses[1]).toEqual(wellDiagnosis);
    expect(diagnoses[0]!.findings).toEqual([
      expect.objectContaining({
        level: 'problem',
        text: expect.stringContaining('it could not be looked at: no file'),
      }),
    ]);
    expect(JSON.stringify(diagnoses)).not.toContain(SECRET);
    expect(unfinished).toBe(false);
  });

  it('waits for what hangs until the deadline of all, and hides no other', async () => {
    const clock = new ManualClock();
    const hanging: Examination = { about: 'hanging', look: () => new Promise(() => undefined) };
    const examined = examineAll([hanging, well, { ...hanging, about: 'too' }], { clock, deadlineMs: 30_000 });
    await clock.advance(29_999);
    expect(await Promise.race([examined, Promise.resolve('waits')])).toBe('waits');
    await clock.advance(1);
    const { diagnoses, unfinished } = await examined;
    const late = { level: 'problem', text: 'nothing was found out within 30s' };
    expect(diagnoses).toEqual([
      { about: 'hanging', findings: [expect.objectContaining(late)] },
      wellDiagnosis,
      { about: 'too', findings: [expect.objectContaining(late)] },
    ]);
    expect(unfinished).toBe(true);
  });
});
