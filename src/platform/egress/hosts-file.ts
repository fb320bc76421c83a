import { parseAddress } from './ip-address.js';

/** The addresses of each name, in lower case, that `/etc/hosts` gives, in the file's order. */
export function parseHosts(text: string): ReadonlyMap<string, readonly string[]> {
  const hosts = new Map<string, string[]>();
  for (const line of text.split('\n')) {
    const [address = '', ...names] = line.replace(/#.*/, '').trim().split(/\s+/);
    if (!parseAddress(address)) continue;
    for (const name of names) addTo(hosts, name.toLowerCase(), address);
  }
  return hosts;
}

function addTo(hosts: Map<string, string[]>, name: string, address: string): void {
  const known = hosts.get(name);
  if (!known) hosts.set(name, [address]);
  else if (!known.includes(address)) known.push(address);
}
