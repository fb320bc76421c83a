import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { LostNetwork, type Loss, type LossStory } from '../support/lost-network.js';
import { whyNoNetworkNamespace } from '../support/servers/network-namespace.js';
import { TARGETS } from '../support/servers/probing-service.js';
import { describeUnless } from '../support/servers/real-process.js';

const LOSSES: readonly Loss[] = ['silent name server', 'swallowed', 'unreachable', 'link down'];
const START_MS = 60_000;
const STORY_MS = 100_000;

describeUnless(whyNoNetworkNamespace(), 'Pulse with 500 targets, on a machine that loses its network', () => {
  const networks = new Map<Loss, LostNetwork>();
  /** They mostly wait, so they go on beside each other. */
  const stories = new Map<Loss, Promise<LossStory>>();

  beforeAll(async () => {
    for (const loss of LOSSES) networks.set(loss, new LostNetwork(loss));
    // None is ended while it starts.
    const started = await Promise.allSettled([...networks.values()].map((each) => each.start()));
    for (const each of started) if (each.status === 'rejected') throw each.reason;
    for (const [loss, network] of networks) {
      const story = network.tell();
      // Told by its own test.
      story.catch(() => undefined);
      stories.set(loss, story);
    }
  }, START_MS);

  afterAll(async () => {
    await Promise.all([...networks.values()].map((each) => each.end()));
  }, 30_000);

  it.each(LOSSES)(
    'suspects itself with one signal, says DOWN of nobody, and recovers: %s',
    async (loss) => {
      const story = await stories.get(loss)!;
      expect(story).toMatchObject({
        kept: true,
        seen: ['UNKNOWN', 'UP'],
        verdictsMeanwhile: ['UNKNOWN prober-suspect'],
        metricMeanwhile: '1',
        verdictsAtTheEnd: ['UP success-ratio'],
        metricAtTheEnd: '0',
        signals: [{ source: 'pulse', message: expect.stringContaining('suspects itself'), targets: TARGETS }],
      });
      expect(story.longestGapMs).toBeLessThan(2_000);
      expect(story.unansweredQuestions > 0).toBe(loss === 'silent name server');
    },
    STORY_MS,
  );
});
