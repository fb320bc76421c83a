import { describe, expect, it } from '@jest/globals';
import { SeriesIdentities } from './series-identities.js';
import { parseLabels } from './series-labels.js';

const FIRST = 'route="a",code="200",zone="x\\"y\\n"';

describe('SeriesIdentities', () => {
  const identify = (identities: SeriesIdentities, series: string): string =>
    identities.of(series, parseLabels(series)!);

  it.each([
    ['as it was first', FIRST],
    ['with other blanks', 'route = "a", code="200" ,zone="x\\"y\\n"'],
    ['with a comma at the end', `${FIRST},`],
    ['in another order', 'zone="x\\"y\\n",code="200",route="a"'],
  ])('are the same for a series %s', (_, series) => {
    const identities = new SeriesIdentities();
    expect([identify(identities, FIRST), identify(identities, series)]).toEqual([FIRST, FIRST]);
  });

  it('differ where a value does, or a name', () => {
    const identities = new SeriesIdentities();
    const texts = ['a="1",b="2"', 'b="1",a="2"', 'a="1"', 'b="1"', 'a="1,b=2"', 'a="1",c="2"'];
    expect(new Set(texts.map((text) => identify(identities, text))).size).toBe(texts.length);
  });

  it('B7: differ for names that could be mistaken for several', () => {
    const identities = new SeriesIdentities();
    const texts = ['a="1",b="1"', '"a,b"="1"', '"a=\\"1\\",b"="1"', '"a.b"="1"', '"a"="2"'];
    expect(new Set(texts.map((text) => identify(identities, text))).size).toBe(texts.length);
    expect(identify(identities, '"a"="1",b="1"')).toBe(identify(identities, 'b="1",a="1"'));
  });

  it('are the same in any order beyond the sets of names that are remembered', () => {
    const identities = new SeriesIdentities();
    for (let index = 0; index < 1_000; index++) identify(identities, `name_${index}="x"`);
    expect(identify(identities, 'b="2",a="1"')).toBe(identify(identities, 'a="1",b="2"'));
  });
});
