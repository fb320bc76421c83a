import type { Command, Option } from 'commander';

/** What may follow an option, or stand as an argument: nothing, anything, a file, or one of these words. */
export type Completed = 'nothing' | 'anything' | 'file' | readonly string[];

/** An option as a shell completes it. */
export interface CompletedOption {
  /** With their dashes, the short one first. */
  readonly flags: readonly string[];
  readonly about: string;
  readonly value: Completed;
}

/** A command as a shell completes it. */
export interface CompletedCommand {
  readonly name: string;
  readonly about: string;
  readonly options: readonly CompletedOption[];
  readonly argument: Completed;
}

/** Everything that can be completed, from the commands themselves. */
export function completedCommands(program: Command): CompletedCommand[] {
  return program.commands.map((command) => ({
    name: command.name(),
    about: command.description(),
    options: command.createHelp().visibleOptions(command).map(completedOption),
    argument: argumentOf(command),
  }));
}

function completedOption({ short, long, description, flags, required, argChoices }: Option): CompletedOption {
  const value = argChoices ?? (flags.includes('<file>') ? 'file' : 'anything');
  return {
    flags: [short, long].filter((each) => each !== undefined),
    about: description,
    value: required ? value : 'nothing',
  };
}

function argumentOf({ registeredArguments }: Command): Completed {
  const [first] = registeredArguments;
  if (!first) return 'nothing';
  return first.argChoices ?? (first.name() === 'file' ? 'file' : 'anything');
}
