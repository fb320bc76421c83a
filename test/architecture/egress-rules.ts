import ts from 'typescript';
import { CALLS_OUT } from './purity-rules.js';
import type { Rule } from './rule.js';
import { importsOf, lineOf, nodesOf } from './source-tree.js';

/** The tables that the verdict on an address rests on, and the only file that reads them. */
const TABLES = /^platform\/egress\/(?:special-networks|embedded-address)\.ts$/;
const THE_VERDICT = 'platform/egress/egress-address.ts';
/** Where a text that a tenant wrote may lead to a connection. */
const FOR_TENANTS = /^(?:sources\/pulse\/probing|notifications|accounts)\//;
const THE_LAST_LOOK = ['platform/egress/connected-address.ts', THE_VERDICT];

/** One function judges addresses, so that no layer of the guard can be relaxed alone. */
export const addressesAreJudgedInOnePlace: Rule = (files) =>
  files.flatMap((file) => [
    ...importsOf(file)
      .filter(({ from, to }) => TABLES.test(to) && from !== THE_VERDICT)
      .map(({ from, to }) => `${from} imports ${to}: ask verdictOnAddress in ${THE_VERDICT}`),
    ...[...nodesOf(file)]
      .filter((node) => ts.isImportSpecifier(node) && (node.propertyName ?? node.name).text === 'BlockList')
      .map((node) => `${file.path}:${lineOf(file, node)} imports BlockList: ask verdictOnAddress in ${THE_VERDICT}`),
  ]);

/** Code that connects where a tenant's text leads checks the other end once it is connected. */
export const socketsAreLookedAt: Rule = (files) =>
  files.flatMap((file) => {
    const imports = importsOf(file);
    const connects = imports.find(({ to, typeOnly }) => CALLS_OUT.test(to) && !typeOnly);
    if (!connects || !FOR_TENANTS.test(file.path) || imports.some(({ to }) => THE_LAST_LOOK.includes(to))) return [];
    return [`${file.path} imports ${connects.to}: ask connectedAddressAllowed of platform/egress before sending`];
  });

/** Only a person at a terminal may reach every address. */
export const onlyTheCommandGoesAnywhere: Rule = (files) =>
  files
    .filter(({ path }) => !path.startsWith('cli/'))
    .flatMap((file) =>
      [...nodesOf(file)]
        .filter((node) => ts.isPropertyAssignment(node) && /^policy: ['"`]any['"`]$/.test(node.getText()))
        .map((node) => `${file.path}:${lineOf(file, node)} sets policy: 'any': only cli/ may; make an EgressPolicy`),
    );
