const PORT = /:\d+$/;
const LOOPBACK = /^(?:localhost|\[::1\])(?=:|$)/;

/**
 * The addresses by which other sources may know an instance: `host:port`, in lower case. A source that looks names up says
 * `host:port at address`; without a port it may be that of HTTP or HTTPS.
 */
export function knownAddressesOf(address: string): string[] {
  const [host = '', found] = address.toLowerCase().split(' at ');
  if (host === '') return [];
  const port = PORT.exec(host)?.[0] ?? '';
  const own = found === undefined ? [] : [(found.includes(':') ? `[${found}]` : found) + port];
  return [...own, host]
    .map((each) => each.replace(LOOPBACK, '127.0.0.1'))
    .flatMap((each) => (PORT.test(each) ? [each] : [`${each}:80`, `${each}:443`]));
}
