// Puts Rovers into a store without end, and tells of each once it is kept. To be killed.
import { FileRoverStore } from '../../../dist/declarations/rover-api/rover-store/file-rover-store.js';
import { SystemClock } from '../../../dist/platform/clock/system-clock.js';

const [dataFolder, from] = process.argv.slice(2);
const store = new FileRoverStore(dataFolder, new SystemClock());
const claim = await store.claim();
if (typeof claim !== 'string') throw new Error(JSON.stringify(claim));
for (let version = Number(from); ; version++) {
  const name = `r-${version % 5}`;
  const filling = `# ${'x'.repeat((version * 997) % 20_000)}\n`;
  await store.put({ name, text: `version: ${version}\n${filling}`, sinceMs: 0, by: 'writer' });
  process.stdout.write(`${name} ${version}\n`);
}
