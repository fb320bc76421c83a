// Writes the CycloneDX list of what is shipped to stdout. `npm sbom --omit=dev` leaves out what is both a tool of ours and
// needed by something shipped (npm 11), so the whole list is made, and what npm marks as development is taken out of it.
import { execFileSync } from 'node:child_process';

const DEVELOPMENT = 'cdx:npm:package:development';
const options = ['sbom', '--package-lock-only', '--sbom-format=cyclonedx', '--sbom-type=application'];
const whole = JSON.parse(execFileSync('npm', options, { encoding: 'utf8', maxBuffer: 64 * 1024 * 1024 }));

const isTool = ({ properties = [] }) => properties.some(({ name, value }) => name === DEVELOPMENT && value === 'true');
const tools = new Set(whole.components.filter(isTool).map((each) => each['bom-ref']));
const components = whole.components.filter((each) => !tools.has(each['bom-ref']));
const dependencies = whole.dependencies
  .filter(({ ref }) => !tools.has(ref))
  .map(({ ref, dependsOn }) => ({ ref, dependsOn: dependsOn.filter((each) => !tools.has(each)) }));

process.stdout.write(`${JSON.stringify({ ...whole, components, dependencies }, null, 2)}\n`);
