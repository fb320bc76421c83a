import { Argument, type Command } from 'commander';
import { commandOf } from './command-form.js';
import { completedCommands } from './completed-commands.js';
import { EXIT } from './exit-codes.js';

const SHELLS = ['bash', 'zsh', 'fish'] as const;

/** `heartbeat completion SHELL`: a script that completes commands, options and their values. */
export function completionCommand(): Command {
  return commandOf({
    name: 'completion',
    about: 'print the script that completes this command in a shell',
    exits: [[EXIT.ok, 'it was printed']],
    examples: [
      ['bash > /etc/bash_completion.d/heartbeat', 'or, in ~/.bashrc: source <(heartbeat completion bash)'],
      ['zsh > "${fpath[1]}/_heartbeat"', 'or, in ~/.zshrc after compinit: source <(heartbeat completion zsh)'],
      ['fish > ~/.config/fish/completions/heartbeat.fish', 'taken up by the next shell'],
    ],
  })
    .addArgument(new Argument('<shell>', 'which').choices(SHELLS))
    .action(async (shell: (typeof SHELLS)[number], _options: object, command: Command) => {
      const { completionScript } = await import('./completion-scripts.js');
      process.stdout.write(completionScript(shell, completedCommands(command.parent!)));
    });
}
