import type { YamlProblem } from './yaml-limits.js';

/** Leaves the YAML reader's steps at the first problem; `offset` is where in the text it stands. */
export class YamlRefused extends Error {
  readonly code = 'HEARTBEAT_YAML_REFUSED';

  constructor(
    readonly problem: YamlProblem['code'],
    message: string,
    readonly offset?: number,
  ) {
    super(message);
    this.name = 'YamlRefused';
  }
}
