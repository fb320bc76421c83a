const MOST_DOMAINS = 6;

/** The domains in which `/etc/resolv.conf` looks for short names; the last line that names some counts. */
export function parseSearchDomains(text: string): readonly string[] {
  const lines = text.split('\n').map((line) => line.trim().split(/\s+/));
  const [, ...domains] = lines.findLast(([keyword]) => keyword === 'search' || keyword === 'domain') ?? [];
  return domains
    .map((each) => each.replace(/\.$/, ''))
    .filter((each) => each !== '')
    .slice(0, MOST_DOMAINS);
}

/**
 * The full names that a name may mean, in the order in which they are asked for. With a dot in it, it is first taken for
 * a full one, so that no search domain can stand in for a name that exists; one with a dot at its end is full.
 */
export function fullNames(name: string, domains: readonly string[]): readonly string[] {
  if (name.endsWith('.')) return [name.slice(0, -1)];
  const searched = domains.map((domain) => `${name}.${domain}`);
  return name.includes('.') ? [name, ...searched] : [...searched, name];
}
