import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join, posix, relative } from 'node:path';
import { execForm, ignoredBy, lastOf, readDockerfile, type Instruction, type Stage } from './dockerfile.js';

/**
 * The image, built without an engine: every COPY and RUN of the Dockerfile is done in a folder that stands for the root
 * of its stage. What a replay cannot show: the base image, another version of Node, and absolute paths in RUN.
 */
export class ReplayedImage {
  readonly #folder = mkdtempSync(join(tmpdir(), 'heartbeat-image-'));
  readonly #stages: readonly Stage[];
  readonly #dockerignore: string;

  private constructor(private readonly context: string) {
    this.#stages = readDockerfile(readFileSync(join(context, 'Dockerfile'), 'utf8'));
    this.#dockerignore = readFileSync(join(context, '.dockerignore'), 'utf8');
  }

  /** Builds it; stages that copy from no other one beside each other. */
  static async build(context: string): Promise<ReplayedImage> {
    const image = new ReplayedImage(context);
    const copies = (stage: Stage): boolean => stage.instructions.some(({ flags }) => flags['from'] !== undefined);
    await Promise.all(image.#stages.filter((stage) => !copies(stage)).map((stage) => image.#build(stage)));
    for (const stage of image.#stages.filter(copies)) await image.#build(stage);
    spawnSync('chmod', ['-R', 'go+rX', image.#folder]);
    return image;
  }

  get final(): Stage {
    return this.#stages.at(-1)!;
  }

  /** The root of the final stage. */
  get root(): string {
    return this.#rootOf(this.final.name);
  }

  /** Where processes of the image start. */
  get workFolder(): string {
    return join(this.root, lastOf(this.final, 'WORKDIR')!.text);
  }

  /** Starts what the image starts, as the user of the image where we may become it. */
  start(): ChildProcess {
    const command = [...execForm(lastOf(this.final, 'ENTRYPOINT')!.text), ...execForm(lastOf(this.final, 'CMD')!.text)];
    return spawn(...this.#commandLine(command), { ...this.#surroundings(), stdio: ['ignore', 'pipe', 'pipe'] });
  }

  /** The exit code of its HEALTHCHECK. */
  health(): number | null {
    const command = execForm(lastOf(this.final, 'HEALTHCHECK')!.text.replace(/^CMD\s+/, ''));
    return spawnSync(...this.#commandLine(command), this.#surroundings()).status;
  }

  /** What a command says that is called by its name, as by `docker exec`. */
  exec(command: string, ...args: string[]): { status: number | null; stdout: string } {
    return spawnSync(command, args, { ...this.#surroundings(), encoding: 'utf8' });
  }

  remove(): void {
    rmSync(this.#folder, { recursive: true });
  }

  #rootOf(stage: string): string {
    return join(this.#folder, stage);
  }

  async #build(stage: Stage): Promise<void> {
    const root = this.#rootOf(stage.name);
    mkdirSync(root);
    chmodSync(this.#folder, 0o755);
    let folder = '/';
    for (const instruction of stage.instructions) {
      if (instruction.keyword === 'WORKDIR') {
        folder = posix.resolve(folder, instruction.text);
        mkdirSync(join(root, folder), { recursive: true });
      } else if (instruction.keyword === 'COPY') this.#copy(instruction, join(root, folder));
      else if (instruction.keyword === 'RUN') await run(instruction.text, join(root, folder));
    }
  }

  #copy({ flags, text }: Instruction, folder: string): void {
    const paths = text.split(/\s+/);
    const target = join(folder, paths.at(-1)!);
    for (const path of paths.slice(0, -1)) {
      const from = flags['from'] === undefined ? this.context : this.#rootOf(flags['from']);
      const source = join(from, path);
      if (flags['from'] === undefined && ignoredBy(this.#dockerignore, path)) throw new Error(`${path} is ignored`);
      if (!existsSync(source)) throw new Error(`COPY ${text}: ${path} is not there`);
      // A folder's content is copied, a file goes into the folder.
      const into = statSync(source).isDirectory() ? target : join(target, basename(source));
      const kept = (each: string): boolean =>
        flags['from'] !== undefined || !ignoredBy(this.#dockerignore, relative(this.context, each));
      cpSync(source, into, { recursive: true, filter: kept, verbatimSymlinks: true });
    }
  }

  #commandLine([program, ...args]: string[]): [string, string[]] {
    const placed = args.map((arg) => (arg.startsWith('/') ? join(this.root, arg) : arg));
    return [program === 'node' ? process.execPath : program!, placed];
  }

  #surroundings(): { cwd: string; env: NodeJS.ProcessEnv; uid?: number; gid?: number } {
    const [uid, gid] = lastOf(this.final, 'USER')!.text.split(':').map(Number);
    const user = process.getuid?.() === 0 ? { uid: uid!, gid: gid! } : {};
    const env: NodeJS.ProcessEnv = { PATH: process.env['PATH'] };
    for (const { keyword, text } of this.final.instructions) {
      const [name, value] = text.split('=');
      if (keyword !== 'ENV') continue;
      env[name!] = value!.replace('$PATH', env['PATH']!).replace(/^\/app/, join(this.root, 'app'));
    }
    return { cwd: this.workFolder, env, ...user };
  }
}

async function run(command: string, folder: string): Promise<void> {
  const ours = Object.entries(process.env).filter(([name]) => !/^(?:npm_|NODE_(?:ENV|OPTIONS)$|HEARTBEAT_)/.test(name));
  // What npm has downloaded before need not be downloaded again.
  const env = { ...Object.fromEntries(ours), npm_config_prefer_offline: 'true' };
  const child = spawn('sh', ['-c', command], { cwd: folder, env });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk) => (output += String(chunk)));
  const [code] = await once(child, 'close');
  if (code !== 0) throw new Error(`RUN ${command}: ${output}`);
}
