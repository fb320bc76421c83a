import { allowed, refused, type EgressVerdict } from './egress-verdict.js';
import { shownValue } from '../settings/shown-value.js';

/** A host, or all below it, and a port that may be reached there. */
export interface HostRule {
  /** In lower case, without the `*.`. */
  readonly name: string;
  /** Whether the names below it are meant, and not itself. */
  readonly below: boolean;
  readonly port: number;
}

const HTTPS_PORT = 443;
const RULE = /^(\*\.)?([a-z0-9_-]{1,63}(?:\.[a-z0-9_-]{1,63})*)(?::(\d{1,5}))?$/i;
const LONGEST_NAME = 253;

/** A rule by its text: `api.example.com`, `api.example.com:8443`, `*.example.com` for every name below. */
export function parseHostRule(text: string): EgressVerdict<HostRule> {
  const [, star, name = '', portText] = RULE.exec(text) ?? [];
  const why = whyNoRule(name.toLowerCase(), star !== undefined);
  if (why !== undefined) return refused('INVALID', `${shownValue(text)} ${why}`);
  const port = portText === undefined ? HTTPS_PORT : Number(portText);
  if (port < 1 || port > 65_535) return refused('PORT', `${text} has a port outside of 1 to 65535`);
  return allowed({ name: name.toLowerCase(), below: star !== undefined, port });
}

function whyNoRule(name: string, below: boolean): string | undefined {
  if (name === '' || name.length > LONGEST_NAME)
    return 'is not a host such as api.example.com, *.example.com or api.example.com:8443';
  const labels = name.split('.');
  const last = labels.at(-1)!;
  if (/^(?:\d+|0x[\da-f]*)$/.test(last)) return 'is an address; list names, and their addresses as networks';
  if (last === 'localhost') return 'is this machine itself, which is never asked';
  return below && labels.length < 2 ? 'allows all names of a top-level domain' : undefined;
}

/** Whether a rule allows a host, on any port. Names below are compared by whole labels. */
export function allowsHost(rule: HostRule, host: string): boolean {
  const name = host.toLowerCase();
  return rule.below ? name.length > rule.name.length + 1 && name.endsWith(`.${rule.name}`) : name === rule.name;
}
