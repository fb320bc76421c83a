// Writes the CycloneDX list of what is shipped to stdout. `npm sbom --omit=dev` leaves out what is both a tool of ours and
// needed by something shipped, and marks one version as development if any copy of it is (npm 10 and 11). So the whole list
// is made, and what the lock file knows only as development is taken out of it.
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';

const DEVELOPMENT = 'cdx:npm:package:development';
const options = ['sbom', '--package-lock-only', '--sbom-format=cyclonedx', '--sbom-type=application'];
const whole = JSON.parse(execFileSync('npm', options, { encoding: 'utf8', maxBuffer: 64 * 1024 * 1024 }));

const { packages } = JSON.parse(readFileSync('package-lock.json', 'utf8'));
const shipped = new Set(
  Object.entries(packages)
    .filter(([path, { dev }]) => path !== '' && !dev)
    .map(([path, { version }]) => `${path.replace(/^.*node_modules\//, '')}@${version}`),
);
const isMark = ({ name }) => name === DEVELOPMENT;
const isTool = ({ 'bom-ref': ref, properties = [] }) => properties.some(isMark) && !shipped.has(ref);
const tools = new Set(whole.components.filter(isTool).map((each) => each['bom-ref']));
const components = whole.components
  .filter((each) => !tools.has(each['bom-ref']))
  .map((each) => ({ ...each, properties: each.properties?.filter((property) => !isMark(property)) }));
const dependencies = whole.dependencies
  .filter(({ ref }) => !tools.has(ref))
  .map(({ ref, dependsOn }) => ({ ref, dependsOn: dependsOn.filter((each) => !tools.has(each)) }));

process.stdout.write(`${JSON.stringify({ ...whole, components, dependencies }, null, 2)}\n`);
