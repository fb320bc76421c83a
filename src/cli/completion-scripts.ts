import type { Completed, CompletedCommand, CompletedOption } from './completed-commands.js';

/** The script of a shell. */
export function completionScript(shell: 'bash' | 'zsh' | 'fish', commands: readonly CompletedCommand[]): string {
  return { bash, zsh, fish }[shell](commands);
}

/** Files are completed by the shell itself, where the function has nothing to say (`-o default`). */
function bash(commands: readonly CompletedCommand[]): string {
  const names = commands.map(({ name }) => name).join(' ');
  const valued = commands.flatMap(({ name, options }) =>
    options.flatMap(({ flags, value }) => bashValue(flags.map((flag) => `'${name} ${flag}'`).join(' | '), value)),
  );
  const own = commands.map(({ name, options, argument }) => {
    const flags = options.flatMap((option) => option.flags).join(' ');
    return `    ${name}) flags='${flags}'; argument='${bashWords(argument)}' ;;`;
  });
  return `_heartbeat() {
  local current=\${COMP_WORDS[COMP_CWORD]} flags= argument=
  COMPREPLY=()
  if [ "$COMP_CWORD" -eq 1 ]; then
    COMPREPLY=($(compgen -W '${names} --help --version' -- "$current"))
    return
  fi
  case "\${COMP_WORDS[1]} \${COMP_WORDS[COMP_CWORD-1]}" in
${valued.join('\n')}
  esac
  case "\${COMP_WORDS[1]}" in
${own.join('\n')}
  esac
  case "$current" in
    -*) COMPREPLY=($(compgen -W "$flags" -- "$current")) ;;
    *) COMPREPLY=($(compgen -W "$argument" -- "$current")) ;;
  esac
}
complete -o default -F _heartbeat heartbeat
`;
}

function bashValue(pattern: string, value: Completed): string[] {
  if (value === 'nothing') return [];
  const words = bashWords(value);
  return [`    ${pattern}) ${words === '' ? '' : `COMPREPLY=($(compgen -W '${words}' -- "$current")); `}return ;;`];
}

function bashWords(value: Completed): string {
  return typeof value === 'string' ? '' : value.join(' ');
}

function zsh(commands: readonly CompletedCommand[]): string {
  const list = commands.map(({ name, about }) => `    ${quoted(`${name}:${about}`)}`);
  const own = commands.map(({ name, options, argument }) => {
    const specs = [...options.map(zshOption), ...zshArgument(argument)];
    return `    ${name}) _arguments -s ${specs.join(' ')} ;;`;
  });
  return `#compdef heartbeat
_heartbeat() {
  local -a commands
  commands=(
${list.join('\n')}
  )
  if (( CURRENT == 2 )); then
    _describe command commands
    return
  fi
  shift words
  (( CURRENT-- ))
  case $words[1] in
${own.join('\n')}
  esac
}
if [ "$funcstack[1]" = _heartbeat ]; then _heartbeat "$@"; else compdef _heartbeat heartbeat; fi
`;
}

function zshOption({ flags, about, value }: CompletedOption): string {
  const text = `[${about.replaceAll(/[[\]:]/g, '\\$&')}]${zshValue(value)}`;
  const each = flags.length > 1 ? `{${flags.join(',')}}` : flags[0]!;
  return `'*'${each}${quoted(text)}`;
}

function zshArgument(argument: Completed): string[] {
  return argument === 'nothing' ? [] : [quoted(`*${zshValue(argument)}`)];
}

function zshValue(value: Completed): string {
  if (value === 'nothing') return '';
  if (value === 'file') return ':file:_files';
  return value === 'anything' ? ':value: ' : `:value:(${value.join(' ')})`;
}

function fish(commands: readonly CompletedCommand[]): string {
  const lines = commands.flatMap(({ name, about, options, argument }) => {
    const seen = `complete -c heartbeat -n '__fish_seen_subcommand_from ${name}'`;
    return [
      `complete -c heartbeat -n __fish_use_subcommand -a ${name} -d ${quoted(about)}`,
      ...options.map((option) => `${seen} ${fishOption(option)}`),
      ...(argument === 'nothing' || argument === 'anything' ? [] : [`${seen} ${fishValue(argument)}`]),
    ];
  });
  return `${['complete -c heartbeat -f', ...lines].join('\n')}\n`;
}

function fishOption({ flags, about, value }: CompletedOption): string {
  const names = flags.map((flag) => (flag.startsWith('--') ? `-l ${flag.slice(2)}` : `-s ${flag.slice(1)}`));
  const rest = value === 'nothing' ? '' : value === 'anything' ? ' -x' : ` -r ${fishValue(value)}`;
  return `${names.join(' ')}${rest} -d ${quoted(about)}`;
}

function fishValue(value: 'file' | readonly string[]): string {
  return value === 'file' ? '-F' : `-f -a '${value.join(' ')}'`;
}

/** In the quotes of shells; fish and the others agree on this form where there is no backslash before a quote. */
function quoted(text: string): string {
  return `'${text.replaceAll("'", "'\\''")}'`;
}
