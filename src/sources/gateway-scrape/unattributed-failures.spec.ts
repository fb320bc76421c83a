import { describe, expect, it } from '@jest/globals';
import type { BasePath } from '../../catalogue/base-path.js';
import { PlayedCatalogue } from '../../../test/support/played-catalogue.js';
import { ScrapeScene } from '../../../test/support/scrape-scene.js';
import { MappingSettings } from '../dialects/dialect.settings.js';

const ECHO = '/eni/echo/v1';
const LOST = '/gateway/lost';
const declared = [ECHO, '/eni/orders/v1'] as BasePath[];

/** A page of Istio's gateway: `service code flags` → count. */
function istioPage(counts: Record<string, number>): string {
  return Object.entries(counts)
    .map(([series, value]) => {
      const [service, code, flags = '-'] = series.split(' ');
      const namespace = service === 'unknown' ? 'unknown' : 'shop';
      return `istio_requests_total{reporter="source",source_workload="istio-ingress",destination_service_name="${service}",destination_service_namespace="${namespace}",response_code="${code}",response_flags="${flags}"} ${value}\n`;
    })
    .join('');
}

async function scene(names: Record<string, string> = {}) {
  const mapping = Object.assign(new MappingSettings(), { names: new Map(Object.entries(names)) });
  const played = new ScrapeScene(1, { dialect: 'istio', mapping }, new PlayedCatalogue(declared, 10));
  await played.round(istioPage({ 'eni-echo-v1 200': 100, 'eni-orders-v1 200': 100, 'unknown 503 NC': 40 }));
  await played.round(istioPage({ 'eni-echo-v1 200': 120, 'eni-orders-v1 200': 110, 'unknown 503 NC': 40 }));
  const counted = await played.round(
    istioPage({
      'eni-echo-v1 200': 140,
      'eni-orders-v1 200': 110,
      'unknown 404 NR': 9,
      'unknown 0 DC': 9,
      'unknown 503 NC': 52,
    }),
  );
  const ambiguous = played.sink.estimates.filter(({ missing }) => missing === 'ambiguous');
  const maybe = ambiguous.map(({ basePath, successes, failures }) => [basePath, successes, failures]);
  const { values } = await played.context.metrics.getSingleMetric('heartbeat_source_requests')!.get();
  await played.end();
  return { counted, maybe, unattributed: values.find(({ labels }) => labels['outcome'] === 'unattributed')?.value };
}

describe('failures that lost their destination', () => {
  it('may each have been one of any base path, and are told apart from what is counted', async () => {
    const { counted, maybe, unattributed } = await scene();
    expect(counted).toEqual({ [ECHO]: [20, 0], '/eni/orders/v1': [0, 0] });
    expect(maybe).toEqual([
      [ECHO, 0, 12],
      ['/eni/orders/v1', 0, 12],
    ]);
    expect(unattributed).toBe(12);
  });

  it('are those of a base path where the operator says whose they are', async () => {
    const { counted, maybe, unattributed } = await scene({ unknown: LOST });
    expect(counted[LOST]).toEqual([21, 12]);
    expect(counted[ECHO]).toEqual([20, 0]);
    expect(maybe).toEqual([]);
    expect(unattributed).toBe(0);
  });
});
