// Loaded into a Heartbeat of the run: names below `.fleet` lead to the gateways that are in the discovery of that fleet.
import dns from 'node:dns/promises';
import { syncBuiltinESMExports } from 'node:module';

const lookUp = dns.lookup;
dns.lookup = async (host, options) => {
  if (!host.endsWith('.fleet')) return lookUp(host, options);
  const answer = await fetch(`${process.env.TRUTH_PAGES}/addresses/${host.slice(0, -'.fleet'.length)}`);
  const addresses = await answer.json();
  if (addresses.length === 0) throw Object.assign(new Error(`getaddrinfo ENOTFOUND ${host}`), { code: 'ENOTFOUND' });
  return addresses.map((address) => ({ address, family: 4 }));
};
syncBuiltinESMExports();
