import { readdirSync } from 'node:fs';
import { printMachine } from './measure.js';

const names = readdirSync(new URL('.', import.meta.url))
  .filter((file) => file.endsWith('.bench.js'))
  .map((file) => file.replace('.bench.js', ''));
const asked = process.argv.slice(2);

if (asked.length === 0 || asked.includes('--help')) {
  console.log('npm run bench -- NAME…   or   npm run bench -- all\n');
  for (const name of names) console.log(`  ${name.padEnd(16)} ${(await import(`./${name}.bench.js`)).about}`);
} else {
  const unknown = asked.filter((name) => name !== 'all' && !names.includes(name));
  if (unknown.length > 0) {
    console.error(`no benchmark named ${unknown.join(', ')}; there are ${names.join(', ')}`);
    process.exit(64);
  }
  printMachine();
  for (const name of asked.includes('all') ? names : asked) {
    console.log(`\n== ${name}`);
    await (await import(`./${name}.bench.js`)).run();
  }
  process.exit(0);
}
