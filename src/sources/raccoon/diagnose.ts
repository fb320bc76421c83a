import { BasePathResolver } from '../dialects/base-path-resolver.js';
import { dialectOf } from '../dialects/dialect-of.js';
import {
  collisionFindings,
  metricAbsent,
  outcomeFindings,
  seriesFindings,
  sharedFindings,
} from '../dialects/diagnose-series.js';
import { keyLabelsOf, OUTCOMES, type Labels, type Outcome, type RequestCounter } from '../dialects/dialect.js';
import type { Finding } from '../../platform/health/finding.js';
import type { SourceContext } from '../source-kind.js';
import type { AggregatedAnswer } from './aggregate-answer.js';
import type { RaccoonSettings } from './raccoon.settings.js';
import { WindowPoll, type Poll } from './window-poll.js';

const REMEDIES: Readonly<Record<string, string>> = {
  'connection-refused': 'check url, and whether the monitoring system runs',
  'dns-failure': 'check the host name in url',
  timeout: 'check the network between here and url, or raise timeout',
  'not-authorised': 'check auth: user name, password or token',
  redirected: 'set url to the address that the redirect leads to',
  'tls-failure': 'set tls.caFile to the certificate authority of the server',
  'http-404':
    'url must be the address in front of /api/v1; some servers want a path such as /prometheus or /select/0/prometheus',
  'answer-not-json': 'url leads to something that is no query API, perhaps a login page',
  'clock-skew': 'set the clocks right; verdicts need them within a minute',
};

/** Polls once, and says in plain words why there is, or is not, data. */
export async function diagnoseRaccoon(settings: RaccoonSettings, context: SourceContext): Promise<Finding[]> {
  const dialect = dialectOf(settings);
  const poll = new WindowPoll(settings, dialect, context);
  try {
    const result = await poll.run(AbortSignal.timeout(settings.timeoutMs));
    if (!result.ok && result.code === 'no-series')
      return [{ level: 'ok', text: `${settings.url} answers` }, ...withMatchers(metricAbsent(dialect), settings)];
    if (!result.ok) return [failure(settings, result)];
    return [...vitalFindings(result.poll, context), ...mappingFindings(result.poll, settings, context)];
  } finally {
    await poll.close();
  }
}

function failure(settings: RaccoonSettings, { code, detail }: { code: string; detail: string }): Finding {
  const remedy = REMEDIES[code];
  return { level: 'problem', text: `${settings.url}: ${detail} (${code})`, ...(remedy !== undefined && { remedy }) };
}

function withMatchers(finding: Finding, { matchers }: RaccoonSettings): Finding[] {
  if (matchers.size === 0) return [finding];
  return [
    finding,
    {
      level: 'warning',
      text: `only series with ${[...matchers.keys()].join(', ')} as in matchers are looked at`,
      remedy: 'check the values of matchers',
    },
  ];
}

function vitalFindings(
  { flavour, vitals, sampleAgeMs, partialBecause }: Poll,
  { staleAfterMs }: SourceContext,
): Finding[] {
  const findings: Finding[] = [{ level: 'ok', text: `answers as ${flavour.name} ${flavour.version ?? ''}`.trim() }];
  const age = `the newest sample is ${Math.round(sampleAgeMs / 1_000)} s old`;
  if (sampleAgeMs > staleAfterMs / 2)
    findings.push({ level: 'problem', text: age, remedy: 'check whether the gateway is still being scraped' });
  else findings.push({ level: 'ok', text: age });
  if (partialBecause !== undefined)
    findings.push({ level: 'problem', text: partialBecause, remedy: 'check the stores behind the monitoring system' });
  if (vitals.targetsUp * 2 < vitals.targets) {
    findings.push({
      level: 'problem',
      text: `only ${vitals.targetsUp} of ${vitals.targets} scrape targets are up`,
      remedy: 'check the scrape job of the gateway',
    });
  }
  if (!vitals.knownBefore)
    findings.push({ level: 'warning', text: 'the gateway has been watched for less than a window: warming-up' });
  return findings;
}

function mappingFindings({ counter, window }: Poll, settings: RaccoonSettings, context: SourceContext): Finding[] {
  const resolver = new BasePathResolver(context.catalogue.current(), settings.mapping);
  const seen = groupsOf(window, counter).map((labels) => ({
    labels,
    resolution: resolver.resolve(labels, counter.basePath),
  }));
  if (seen.length === 0) return [tooYoung(counter), ...collisionFindings(resolver, counter)];
  const absent = counter.basePath
    .map((each) => each.label)
    .filter((label) => seen.every((each) => !each.labels[label]));
  return [
    ...seriesFindings({
      dialect: dialectOf(settings),
      counter,
      resolutions: seen.map((each) => each.resolution),
      missingLabels: absent.length === counter.basePath.length ? absent : [],
    }),
    ...outcomeFindings(counter, totalsOf(window)),
    ...sharedFindings(seen, counter),
    ...collisionFindings(resolver, counter),
  ];
}

/** A counter says nothing before it has been seen twice. */
function tooYoung({ metric }: RequestCounter): Finding {
  const remedy = 'ask again after two scrapes of the gateway; if it stays so, check whether it is still being scraped';
  return { level: 'problem', text: `no series of ${metric} has two samples within the window`, remedy };
}

/** The base-path labels of every group. */
function groupsOf(window: AggregatedAnswer, counter: RequestCounter): Labels[] {
  const names = keyLabelsOf(counter);
  return Array.from({ length: window.spoiled.length }, (_, group) =>
    Object.fromEntries(names.map((label, index) => [label, window.values[group * names.length + index]])),
  );
}

function totalsOf({ sums }: AggregatedAnswer): Record<Outcome, number> {
  const totals = { success: 0, failure: 0, excluded: 0, unclassified: 0 };
  for (const [index, sum] of sums.entries()) totals[OUTCOMES[index % OUTCOMES.length]!] += sum;
  return totals;
}
