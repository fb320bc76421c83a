/** A Rover in the flat form that exposes `basePaths`. */
export function roverYaml(...basePaths: string[]): string {
  const head = ['apiVersion: tcp.ei.telekom.de/v1', 'kind: Rover', 'spec:', '  zone: z', '  exposures:'];
  return `${[...head, ...basePaths.map((each) => `    - basePath: ${each}`)].join('\n')}\n`;
}
