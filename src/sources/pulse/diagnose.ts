import { EgressMetrics } from '../../platform/egress/egress.metrics.js';
import type { Finding } from '../../platform/health/finding.js';
import type { SourceContext } from '../source-kind.js';
import { openNetwork, type ProbingNetwork } from './probing-network.js';
import { askGateway } from './self-check/prober-canary.js';
import type { ProbeResult } from './probe-result.js';
import { PulseTrust } from './pulse-trust.js';
import type { PulseSettings } from './pulse.settings.js';
import type { Compiled, Refusal } from './target.js';
import { targetRules } from './target-rules.js';
import { TargetCompiler } from './targets/target-compiler.js';

const TIMEOUT_MS = 5_000;
const MOST_NAMED = 10;

const REMEDIES: Partial<Readonly<Record<Refusal['reason'], string>>> = {
  UnknownZone: 'set a gateway for the zone, or a default one, under gateways',
  SecretUnknown: 'add the secret under secrets, or tell the team its right name',
  SecretNotYours: 'add the base path to the basePaths of the secret, if the team may have it',
  SUFFIX: 'list the host under allow.hosts, if it may be probed',
};

/** Reaches each gateway once, sends no probe, and reports how the exposures that opted in are handled. */
export async function diagnosePulse(settings: PulseSettings, context: SourceContext): Promise<Finding[]> {
  const trust = new PulseTrust(settings, context.log);
  const observer = new EgressMetrics(context.metrics);
  const network = openNetwork(settings, { clock: context.clock, trust, observer });
  try {
    return [
      ...(await gatewayFindings(settings, network, trust)),
      ...outsideFindings(settings),
      ...secretFindings(settings, trust),
      ...exposureFindings(settings, context, trust),
    ];
  } finally {
    await network.close();
  }
}

async function gatewayFindings(
  settings: PulseSettings,
  { prober, canary }: ProbingNetwork,
  trust: PulseTrust,
): Promise<Finding[]> {
  const signal = AbortSignal.timeout(TIMEOUT_MS);
  const looks = [...settings.gateways].map(async ([zone, url]) => {
    const gateway = new URL(url);
    const answer = await askGateway(prober, gateway, signal, trust.ofZone(zone));
    return gatewayFinding(`the gateway of ${zone}, ${gateway.host},`, answer);
  });
  const own = await canary.ask({ gateways: new Set(), unresolved: new Set() }, signal);
  return [...(await Promise.all(looks)), ...(own.healthy ? [] : [sickFinding(own.detail)])];
}

/** Any status is an answer: nothing need be served at the gateway's own address. */
function gatewayFinding(gateway: string, { outcome, cause, detail }: ProbeResult): Finding {
  if (outcome === 'success' || outcome === 'failure') return { level: 'ok', text: `${gateway} answers` };
  if (cause === 'auth') return { level: 'problem', text: `${gateway} gives no answer: ${detail}`, remedy: CERTIFICATE };
  const remedy = 'check its address, the network between, and tls.caFile where it is https';
  return { level: 'problem', text: `${gateway} gives no answer: ${detail}`, remedy };
}

const CERTIFICATE = 'set certFile and keyFile under tls, or under gatewayTls for the zone';

/** Files of secrets are first used by the probes of a team: a mistake in them stops no other. */
function secretFindings({ secrets }: PulseSettings, trust: PulseTrust): Finding[] {
  return secrets.flatMap(({ name, tls }) => {
    try {
      if (tls) trust.of(tls).read();
      return [];
    } catch (error) {
      const text = `the files of the secret ${name} cannot be used: ${(error as Error).message}`;
      return [{ level: 'problem' as const, text, remedy: 'correct the files under tls of the secret' }];
    }
  });
}

function sickFinding(detail: string): Finding {
  const remedy = 'check canary.urls, and that this machine may open sockets';
  return { level: 'problem', text: `the prober itself is not well: ${detail}`, remedy };
}

/** Gateways that answer say nothing about the way to hosts elsewhere. */
function outsideFindings({ allow, canary }: PulseSettings): Finding[] {
  if (allow.hosts.length === 0 || canary.urls.length > 0) return [];
  const text = 'hosts outside may be probed, and the canary knows no way but that to the gateways';
  const remedy = 'name something on the way to those hosts under canary.urls, or a broken way there counts as failures';
  return [{ level: 'warning', text, remedy }];
}

function exposureFindings(settings: PulseSettings, context: SourceContext, trust: PulseTrust): Finding[] {
  const compiler = new TargetCompiler(targetRules(settings, context, trust));
  const declarations = [...context.catalogue.current().declarations.values()];
  const compiled = declarations.flatMap((each) => {
    const found = compiler.compile(each);
    return found ? [{ basePath: each.basePath, found }] : [];
  });
  const targets = compiled.filter(({ found }) => found.ok).length;
  const refused = compiled.filter(({ found }) => !found.ok && !found.refusal.accepted);
  const none: Finding = {
    level: 'warning',
    text: 'no exposure has opted in',
    remedy: 'add a pulse block to a Rover: docs/rover.md',
  };
  return [
    ...(compiled.length === 0
      ? [none]
      : [{ level: 'ok' as const, text: `${compiled.length} exposures have opted in, ${targets} are probed` }]),
    ...refused.slice(0, MOST_NAMED).map(({ basePath, found }) => refusalFinding(basePath, found)),
    ...(refused.length > MOST_NAMED
      ? [
          {
            level: 'problem' as const,
            text: `and ${refused.length - MOST_NAMED} exposures more are not probed`,
            remedy: 'see GET /rovers for the reason of each',
          },
        ]
      : []),
  ];
}

function refusalFinding(basePath: string, found: Compiled): Finding {
  const { reason, message } = (found as Extract<Compiled, { ok: false }>).refusal;
  const remedy = REMEDIES[reason] ?? 'the team has to correct the pulse block of its Rover';
  return { level: 'problem', text: `${basePath} is not probed: ${message} (${reason})`, remedy };
}
