/** One instruction of a Dockerfile. */
export interface Instruction {
  readonly keyword: string;
  readonly flags: Readonly<Record<string, string>>;
  /** What follows the flags, with arguments of the build put in. */
  readonly text: string;
}

/** What begins with a FROM. */
export interface Stage {
  readonly name: string;
  readonly from: string;
  readonly instructions: readonly Instruction[];
}

/** Reads the part of the Dockerfile syntax that ours uses (https://docs.docker.com/reference/dockerfile/). */
export function readDockerfile(text: string): Stage[] {
  const args = new Map<string, string>();
  const stages: { name: string; from: string; instructions: Instruction[] }[] = [];
  for (const written of instructionsOf(text)) {
    const instruction = substituted(written, args);
    const { keyword, text: rest } = instruction;
    if (keyword === 'ARG') {
      const [name, value = ''] = rest.split('=');
      args.set(name!, value);
    } else if (keyword === 'FROM') {
      const [from, , name = `${stages.length}`] = rest.split(/\s+/);
      stages.push({ name, from: from!, instructions: [] });
    } else stages.at(-1)!.instructions.push(instruction);
  }
  return stages;
}

function instructionsOf(text: string): Instruction[] {
  const lines = text.replaceAll(/^\s*#.*\n/gm, '').replaceAll(/\\\n\s*/g, '');
  return [...lines.matchAll(/^([A-Z]+)\s+((?:--\S+\s+)*)(.*)$/gm)].map(([, keyword, flags, rest]) => ({
    keyword: keyword!,
    flags: Object.fromEntries([...flags!.matchAll(/--([\w-]+)=(\S+)/g)].map(([, name, value]) => [name, value])),
    text: rest!.trim(),
  }));
}

function substituted(instruction: Instruction, args: ReadonlyMap<string, string>): Instruction {
  const text = instruction.text.replaceAll(/\$\{(\w+)\}/g, (whole, name: string) => args.get(name) ?? whole);
  return { ...instruction, text };
}

/** What a Dockerfile says of running the image; the last word counts. */
export function lastOf(stage: Stage, keyword: string): Instruction | undefined {
  return stage.instructions.findLast((each) => each.keyword === keyword);
}

/** A command in its exec form. Throws for the shell form, in which a shell stands between the signal and the process. */
export function execForm(text: string): string[] {
  return JSON.parse(text) as string[];
}

/** Whether a path is left out of the build by a .dockerignore: the last pattern that fits it or a folder above decides. */
export function ignoredBy(dockerignore: string, path: string): boolean {
  const segments = path.split('/');
  const above = segments.map((_, index) => segments.slice(0, index + 1).join('/'));
  const patterns = dockerignore.split('\n').filter((line) => line.trim() !== '' && !line.startsWith('#'));
  const last = patterns.findLast((line) => above.some((each) => expressionOf(line.replace(/^!/, '')).test(each)));
  return last !== undefined && !last.startsWith('!');
}

function expressionOf(pattern: string): RegExp {
  const parts = pattern.split(/(\*\*\/|\*\*|\*|\?)/).map((part) => {
    if (part === '**/') return '(?:.*/)?';
    if (part === '**') return '.*';
    if (part === '*') return '[^/]*';
    return part === '?' ? '[^/]' : part.replaceAll(/[.+^${}()|[\]\\]/g, String.raw`\$&`);
  });
  return new RegExp(`^${parts.join('')}$`);
}
