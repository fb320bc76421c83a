import { expect, it } from '@jest/globals';
import { verdictOnAddress } from '../../platform/egress/egress-address.js';
import { ownAddresses } from '../../platform/egress/egress-policy.js';
import { RecordingLog } from '../../../test/support/source-context.js';
import { PulseTrust } from './pulse-trust.js';
import { targetRules } from './target-rules.js';
import { PulseAllowSettings } from './pulse-access.settings.js';
import { PulseSettings } from './pulse.settings.js';

it("Absolute addresses lead to listed networks, but never to this machine's own addresses nor to excepted ones", () => {
  const allow = Object.assign(new PulseAllowSettings(), {
    networks: ['0.0.0.0/0', '::/0'],
    except: ['10.96.0.1', '10.97.0.0/16'],
  });
  const settings = Object.assign(new PulseSettings(), { allow, gateways: new Map(), secrets: [] });
  const trust = new PulseTrust(settings, new RecordingLog());
  const { allowed } = targetRules(settings, { windowMs: 300_000, bucketMs: 10_000 }, trust);
  const isAllowed = (address: string): boolean => verdictOnAddress(address, allowed).ok;
  expect(['10.96.0.2', '192.168.0.1', 'fd12::1', '8.8.8.8'].map(isAllowed)).toEqual([true, true, true, true]);
  expect(['10.96.0.1', '10.97.255.255', '::ffff:10.96.0.1'].map(isAllowed)).toEqual([false, false, false]);
  const own = ownAddresses().filter(({ start }) => start.kind() === 'ipv4');
  expect(own.map(({ start }) => isAllowed(start.toString()))).toEqual(own.map(() => false));
});
