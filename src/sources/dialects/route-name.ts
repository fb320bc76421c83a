/** The route name the control plane makes of a base path: `/eni/heartbeat/v1` → `eni-heartbeat-v1`. Not reversible. */
export function routeNameOf(basePath: string): string {
  const name = basePath.toLowerCase().replaceAll(/[ _/\\]/g, '-');
  let first = 0;
  let end = name.length;
  while (name[first] === '-') first++;
  while (end > first && name[end - 1] === '-') end--;
  return name.slice(first, end);
}
