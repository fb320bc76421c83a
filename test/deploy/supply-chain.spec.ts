import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import type { Fields } from './fields.js';

const LOCK: Fields = JSON.parse(readFileSync('package-lock.json', 'utf8'));
const PACKAGES = Object.entries<Fields>(LOCK['packages']).filter(([path]) => path !== '');
/** What is in the image; a package that is only the optional peer of one is left out of it (Dockerfile). */
const SHIPPED = PACKAGES.filter(([, { dev, devOptional }]) => !dev && !devOptional);

/** Licences that ask for no more than to be named; another one is a decision. */
const LICENCES =
  /^\(?(?:MIT|ISC|Apache-2\.0|BSD-[23]-Clause|0BSD|BlueOak-1\.0\.0|Unlicense|Python-2\.0|CC0-1\.0)(?: (?:OR|AND) [\w.-]+)*\)?$/;

describe('what is shipped', () => {
  it('has licences that ask for no more than to be named', () => {
    expect(SHIPPED.length).toBeGreaterThan(50);
    expect(
      SHIPPED.filter(([, { license }]) => !LICENCES.test(license ?? '')).map(([path, { license }]) => [path, license]),
    ).toEqual([]);
  });

  it('runs nothing when it is installed', () => {
    // Part of Swagger UI: its script would report installations. Scripts do not run, here and in the image.
    const known = ['node_modules/@scarf/scarf'];
    expect(SHIPPED.filter(([, { hasInstallScript }]) => hasInstallScript).map(([path]) => path)).toEqual(known);
    expect(readFileSync('.npmrc', 'utf8')).toMatch(/^ignore-scripts=true$/m);
    expect(readFileSync('Dockerfile', 'utf8').match(/^COPY package.json package-lock.json \.npmrc /gm)).toHaveLength(2);
  });

  it('has a checksum for each package, tools included', () => {
    expect(
      PACKAGES.filter(([, { integrity, link }]) => !link && !String(integrity).startsWith('sha512-')).map(
        ([path]) => path,
      ),
    ).toEqual([]);
  });

  it('is listed in the SBOM, each package in its version, and no tool with it', () => {
    const { status, stdout } = spawnSync(process.execPath, ['.ci/sbom.js'], { encoding: 'utf8' });
    expect(status).toBe(0);
    const { bomFormat, components, dependencies } = JSON.parse(stdout) as Fields;
    const listed: string[] = components.map(({ 'bom-ref': ref }: Fields) => ref);
    const named = (packages: [string, Fields][]): string[] =>
      packages.map(([path, { version }]) => `${path.replace(/^.*node_modules\//, '')}@${version}`);
    expect(bomFormat).toBe('CycloneDX');
    expect(named(SHIPPED).filter((each) => !listed.includes(each))).toEqual([]);
    // A version may be shipped and come with a tool as well.
    const shipped = named(SHIPPED);
    const tools = named(PACKAGES.filter(([, { dev }]) => dev)).filter((each) => !shipped.includes(each));
    expect(tools.filter((each) => listed.includes(each))).toEqual([]);
    const refs: string[] = dependencies.flatMap(({ ref, dependsOn }: Fields) => [ref, ...dependsOn]);
    expect(refs.filter((each) => !listed.includes(each) && !each.startsWith('@heartbeat-status/heartbeat@'))).toEqual(
      [],
    );
  }, 30_000);
});
