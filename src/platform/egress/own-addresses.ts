import { networkInterfaces } from 'node:os';
import { parseNetwork, type Network } from './network.js';

/** The addresses of this machine, or pod, for `EgressPolicy.denied`. */
export function ownAddresses(): Network[] {
  const addresses = Object.values(networkInterfaces()).flatMap((each) => each ?? []);
  return addresses.flatMap(({ address }) => {
    const network = parseNetwork(address);
    return network.ok ? [network.value] : [];
  });
}
