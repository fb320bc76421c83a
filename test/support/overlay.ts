import { spawnSync } from 'node:child_process';
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, relative, resolve } from 'node:path';

/** A block of code of a page that says which file it is. */
export interface TitledBlock {
  /** `ts` for a whole new file, `diff` for lines of one that is there. */
  readonly language: string;
  readonly path: string;
  readonly text: string;
}

/** What of the repository a copy needs to compile and to test. */
const COPIED = ['src', 'test', 'package.json', 'tsconfig.json', 'tsconfig.build.json', 'jest.config.js', '.swcrc'];

/** The blocks of a page with `title="path"` behind their language, without the indentation of the list they stand in. */
export function titledBlocks(page: string): TitledBlock[] {
  const fence = /^( *)```(\w+) title="([^"]+)"\n([\s\S]*?)^\1```$/gm;
  return [...page.matchAll(fence)].map(([, indent, language, path, text]) => ({
    language: language!,
    path: path!,
    text: text!.replaceAll(new RegExp(`^${indent}`, 'gm'), ''),
  }));
}

/** The files below a folder, as blocks that go to `src`. */
export function blocksIn(folder: string): TitledBlock[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((each) => each.isFile())
    .map((each) => join(each.parentPath, each.name))
    .map((file) => ({ language: 'ts', path: join('src', relative(folder, file)), text: readFileSync(file, 'utf8') }));
}

/** A copy of the tree in a folder of its own, into which the blocks of a page are written. */
export class Overlay {
  readonly folder = mkdtempSync(join(tmpdir(), 'heartbeat-overlay-'));
  readonly written: string[] = [];
  /** By how many lines each file that was there before has become longer. */
  readonly grownBy = new Map<string, number>();

  constructor(blocks: readonly TitledBlock[]) {
    for (const each of COPIED) cpSync(each, join(this.folder, each), { recursive: true });
    symlinkSync(resolve('node_modules'), join(this.folder, 'node_modules'));
    for (const block of blocks) this.#write(block);
  }

  /** Compiles what was written and what that imports; gives what the compiler says. */
  compile(): string {
    const config = {
      extends: './tsconfig.json',
      compilerOptions: { noEmit: true },
      include: [],
      files: [...this.written, ...this.grownBy.keys()],
    };
    writeFileSync(join(this.folder, 'tsconfig.overlay.json'), JSON.stringify(config));
    return this.#run(['node_modules/typescript/bin/tsc', '-p', 'tsconfig.overlay.json']).output;
  }

  /** Builds the whole copy into its `dist`; gives what the compiler says. */
  build(): string {
    return this.#run(['node_modules/typescript/bin/tsc', '-p', 'tsconfig.build.json']).output;
  }

  /** Runs Jest in it; gives its results. */
  jest(args: readonly string[]): { numPassedTests: number; numFailedTests: number; output: string } {
    const report = join(this.folder, 'report.json');
    const options = ['--experimental-vm-modules', '--no-warnings', 'node_modules/jest/bin/jest.js'];
    const { output } = this.#run([...options, ...args, '--runInBand', '--json', `--outputFile=${report}`]);
    if (!existsSync(report)) throw new Error(`Jest gave no report:\n${output}`);
    return {
      ...(JSON.parse(readFileSync(report, 'utf8')) as { numPassedTests: number; numFailedTests: number }),
      output,
    };
  }

  remove(): void {
    rmSync(this.folder, { recursive: true, force: true });
  }

  #run(args: readonly string[]): { output: string } {
    const { stdout, stderr } = spawnSync(process.execPath, args, { cwd: this.folder, encoding: 'utf8' });
    return { output: `${stdout}${stderr}` };
  }

  #write({ language, path, text }: TitledBlock): void {
    const file = join(this.folder, path);
    if (language === 'diff') this.#change(path, text);
    else if (existsSync(file)) throw new Error(`${path} is there already: a block that changes it is a diff`);
    else {
      mkdirSync(dirname(file), { recursive: true });
      writeFileSync(file, text);
      this.written.push(path);
    }
  }

  /** Lines with `-` give way to those with `+` that follow; those with `+` before any other go to the top. */
  #change(path: string, diff: string): void {
    const file = join(this.folder, path);
    const before = readFileSync(file, 'utf8').split('\n');
    const lines = [...before];
    let place = 0;
    for (const line of diff.split('\n').filter((each) => each !== '')) {
      const text = line.slice(1);
      if (line.startsWith('+')) lines.splice(place++, 0, text);
      else {
        place = lines.indexOf(text);
        if (place < 0) throw new Error(`${path} has no line: ${text}`);
        if (line.startsWith('-')) lines.splice(place, 1);
        else place++;
      }
    }
    writeFileSync(file, lines.join('\n'));
    this.grownBy.set(path, lines.length - before.length);
  }
}
