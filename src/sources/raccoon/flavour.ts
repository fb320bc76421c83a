/** Which server answers; the version as it says itself. */
export interface Flavour {
  readonly name: 'Prometheus' | 'VictoriaMetrics' | 'Thanos' | 'Mimir' | 'unknown';
  readonly version?: string;
}

/** A server that does not tell what it is. */
export const UNKNOWN_FLAVOUR: Flavour = { name: 'unknown' };

/** Only MetricsQL knows `default`: Prometheus refuses it, VictoriaMetrics answers 1. */
export const METRICSQL_ONLY = '1 default 2';

/**
 * Tells the flavour by `/api/v1/status/buildinfo` and by whether `METRICSQL_ONLY` is understood, because
 * VictoriaMetrics answers buildinfo like a Prometheus. Thanos counts its versions from 0.
 */
export function flavourOf(buildInfo: unknown, understandsMetricsQl: boolean): Flavour {
  if (understandsMetricsQl) return { name: 'VictoriaMetrics' };
  const data = (buildInfo as { data?: { version?: unknown; application?: unknown } } | undefined)?.data;
  const version = String(data?.version ?? '').slice(0, 40);
  if (String(data?.application).includes('Mimir')) return { name: 'Mimir', version };
  if (version === '') return UNKNOWN_FLAVOUR;
  return { name: version.startsWith('0.') ? 'Thanos' : 'Prometheus', version };
}

/** Name and version, for people. */
export function shownFlavour({ name, version = '' }: Flavour): string {
  return `${name} ${version}`.trim();
}
