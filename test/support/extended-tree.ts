import { spawnSync } from 'node:child_process';
import { appendFileSync, cpSync, mkdtempSync, readdirSync, readFileSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative, resolve } from 'node:path';

/** A line that is added to a list of kinds. */
export interface ListLine {
  /** Relative to `src`. */
  readonly list: string;
  readonly line: string;
}

/** A copy of the sources with folders of an extension laid over it and lines added to lists, to be built and run. */
export class ExtendedTree {
  readonly root = mkdtempSync(join(tmpdir(), 'heartbeat-extended-'));

  /** Copies what a build needs; `overlay` is a folder whose content goes to `src`. */
  constructor(overlay: string, lines: readonly ListLine[]) {
    for (const each of ['src', 'package.json', 'tsconfig.json', 'tsconfig.build.json'])
      cpSync(each, join(this.root, each), { recursive: true, filter: (path) => !path.endsWith('.spec.ts') });
    symlinkSync(resolve('node_modules'), join(this.root, 'node_modules'));
    cpSync(overlay, join(this.root, 'src'), { recursive: true, errorOnExist: true, force: false });
    for (const { list, line } of lines) appendFileSync(join(this.root, 'src', list), `${line}\n`);
  }

  /** What the compiler says; empty where it has built everything. */
  build(): string {
    const compiler = resolve('node_modules/typescript/bin/tsc');
    const { stdout, stderr } = spawnSync(process.execPath, [compiler, '-p', 'tsconfig.build.json'], {
      cwd: this.root,
      encoding: 'utf8',
    });
    return `${stdout}${stderr}`;
  }

  /** Files of the project that differ in the tree, and what was added at their ends: `undefined` where it is another change. */
  changedFiles(): Readonly<Record<string, string | undefined>> {
    const files = readdirSync('src', { recursive: true, withFileTypes: true })
      .filter((each) => each.isFile() && !each.name.endsWith('.spec.ts'))
      .map((each) => relative('src', join(each.parentPath, each.name)));
    const texts = files.map((path) => [
      path,
      readFileSync(join('src', path), 'utf8'),
      readFileSync(join(this.root, 'src', path), 'utf8'),
    ]);
    const changed = texts.filter(([, before, after]) => before !== after);
    return Object.fromEntries(
      changed.map(([path, before, after]) => [
        path,
        after!.startsWith(before!) ? after!.slice(before!.length) : undefined,
      ]),
    );
  }
}
