import type { SeenSample } from '../dialects/recognised-dialects.js';
import type { MonitoringClient } from './monitoring-client.js';
import { readQueryAnswer } from './query-answer.js';

/** Series of each metric that are looked at. */
const OF_EACH = 3;

/**
 * A few fresh series of each of these metrics, whatever `matchers` say, by one query whose answer is small; none where the
 * server does not answer it.
 */
export async function sampleSeries(
  client: MonitoringClient,
  metrics: readonly string[],
  { atMs, signal }: { readonly atMs: number; readonly signal: AbortSignal },
): Promise<SeenSample[]> {
  const query = `topk by (__name__) (${OF_EACH}, {__name__=~"${metrics.join('|')}"})`;
  const answer = await client.query(query, atMs, signal);
  if (!answer.ok) return [];
  const result = readQueryAnswer(answer.status, answer.body);
  if (!result.ok) return [];
  return result.answer.samples.map(({ metric }) => ({ metric: metric['__name__'] ?? '', labels: metric }));
}
