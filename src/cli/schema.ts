import { Argument, type Command } from 'commander';
import { commandOf } from './command-form.js';
import { EXIT } from './exit-codes.js';

/** `heartbeat schema NAME`: the JSON Schema of the settings or of Rover files, for editors and pipelines. */
export function schemaCommand(): Command {
  return commandOf({
    name: 'schema',
    about: 'print the JSON Schema of the settings file, or of Rover files',
    exits: [[EXIT.ok, 'it was printed']],
    examples: [
      ['settings > settings.schema.json', 'for an editor: heartbeat.yaml with completion and limits'],
      ['rover > rover.schema.json', 'what Heartbeat reads of a Rover, its own blocks included'],
    ],
  })
    .addArgument(new Argument('<name>', 'which').choices(['settings', 'rover']))
    .action(async (name: 'settings' | 'rover') => {
      const { schemaText } = await import('./schema-text.js');
      process.stdout.write(schemaText(name));
    });
}
