import { lookup } from 'node:dns/promises';
import { isIP, type LookupFunction } from 'node:net';

/** All addresses of a name, by the look-up of the system: hosts file, name servers, whatever it is configured for. */
export async function addressesOf(host: string): Promise<readonly string[]> {
  return (await lookup(host, { all: true })).map(({ address }) => address);
}

/** A look-up that knows one address. */
export function only(address: string): LookupFunction {
  const family = isIP(address);
  return (_, { all }, found) => {
    if (all) found(null, [{ address, family }]);
    else found(null, address, family);
  };
}
