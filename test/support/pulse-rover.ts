import { mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { stringify } from 'yaml';

/** The pulse blocks of one Rover, as its team writes them, by base path. */
export type PulseBlocks = Readonly<Record<string, object>>;

/** A directory of Rover files that a test writes as teams do: each file is put into its place as a whole. */
export class RoverFolder {
  readonly path: string;

  constructor(private readonly parent: string) {
    this.path = join(parent, 'rovers');
    mkdirSync(this.path);
  }

  write(name: string, blocks: PulseBlocks, zone?: string): void {
    const exposures = Object.entries(blocks).map(([basePath, pulse]) => ({ type: 'api', basePath, pulse }));
    const spec = { ...(zone !== undefined && { zone }), exposures };
    const rover = { apiVersion: 'tcp.ei.telekom.de/v1', kind: 'Rover', metadata: { name }, spec };
    const draft = join(this.parent, `${name}.draft`);
    writeFileSync(draft, `${stringify(rover)}# end\n`);
    renameSync(draft, join(this.path, `${name}.yaml`));
  }

  remove(name: string): void {
    rmSync(join(this.path, `${name}.yaml`));
  }
}
