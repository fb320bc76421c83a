import { describe, expect, it } from '@jest/globals';
import { at, FedLedger, SCRAPE_S, type AboutPage } from '../../../test/support/ledger-pages.js';

const GONE_AFTER_S = 900;

/** An instance with so many requests a page, from one time on up to another. */
function served(ledger: FedLedger, [fromS, toS]: [number, number], perPage: number, about: AboutPage = {}): FedLedger {
  const first = 5_000;
  const count = Math.floor((toS - fromS) / SCRAPE_S) + 1;
  return ledger.pages(fromS, count, (page) => ({ 'x|200': first + perPage * page, 'y|502': 7 }), about);
}

/** `from s to s: requests` of each estimate of what goes on unseen after a time. */
function unseen({ ledger, groups }: FedLedger, sinceS: number): string[] {
  return Array.from(ledger.unseen(at(sinceS)), ({ group, fromMs, toMs, successes, failures, missing }) => {
    expect([successes, missing]).toEqual([failures, 'unobserved']);
    const [fromS, toS] = [fromMs - at(0), toMs - at(0)].map((ms) => ms / 1_000);
    return `${groups.names[group]} ${fromS} to ${toS}: ${Math.round(successes)}`;
  });
}

describe('What goes on unseen', () => {
  it('is what all instances served before, for as long as one that is not observed is taken to serve on', () => {
    const ledger = served(served(new FedLedger(), [0, 600], 20, { instance: 'a' }), [0, 600], 10, { instance: 'b' });
    expect(unseen(ledger, 600)).toEqual([`x 600 to ${600 + GONE_AFTER_S}: ${(30 / SCRAPE_S) * GONE_AFTER_S}`]);
  });

  it('is nothing of an instance that has left the discovery, or was seen but once', () => {
    const ledger = served(new FedLedger(), [0, 600], 20).gone(610);
    expect(unseen(ledger, 600)).toEqual([]);
    expect(unseen(served(new FedLedger(), [600, 600], 20), 600)).toEqual([]);
    expect(unseen(new FedLedger(), 600)).toEqual([]);
  });

  it('is of an instance that has been silent for a while what is left of its time', () => {
    const ledger = served(new FedLedger(), [0, 300], 20, { instance: 'a' }).silent(315, 'a');
    served(ledger, [0, 600], 10, { instance: 'b' });
    expect(ledger.ledger.newestMs).toBe(at(600));
    const ofA = (20 / SCRAPE_S) * (300 + GONE_AFTER_S - 600);
    const ofB = (10 / SCRAPE_S) * GONE_AFTER_S;
    expect(unseen(ledger, 600)).toEqual([`x 600 to 1200: ${ofA}`, `x 600 to 1500: ${ofB}`]);
    ledger.pages(615, 46, (page) => ({ 'x|200': 5_410 + 10 * page, 'y|502': 7 }), { instance: 'b' });
    expect(unseen(ledger, 1_290)).toEqual([`x 1290 to 2190: ${ofB}`]);
  });

  it('is nothing of an instance that the others took over from', () => {
    const ledger = served(new FedLedger(), [0, 300], 20, { instance: 'a' }).silent(315, 'a');
    served(ledger, [0, 300], 20, { instance: 'b' });
    ledger.pages(315, 20, (page) => ({ 'x|200': 5_440 + 40 * page, 'y|502': 7 }), { instance: 'b' });
    for (const estimate of ledger.ledger.estimates(at(600))) void estimate;
    const ofB = unseen(ledger, 600);
    expect(ofB).toHaveLength(1);
    expect(ofB[0]).toMatch(/^x 600 to 1500: /);
  });
});
