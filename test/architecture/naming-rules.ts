import { basename } from 'node:path/posix';
import ts from 'typescript';
import type { Rule } from './rule.js';
import { lineOf, nodesOf, type SourceFile } from './source-tree.js';

const SAYS_NOTHING = /^(?:utils?|common|helpers?|types|interfaces|constants|enums|index|misc|shared|lib|core)$/;
const KEBAB = /^[a-z0-9]+(?:-[a-z0-9]+)*$/;
/** The suffix says the role, and with it whether a file may know Nest. */
const ROLES =
  /^(?:module|controller|service|filter|guard|pipe|interceptor|dto|settings|metrics|source|kind|origin|authenticator|channel|worker|spec)$/;

/** Files and folders are kebab-case and named after what they hold; a suffix is a role. */
export const filesAreNamedAfterWhatTheyHold: Rule = (files) =>
  files.flatMap(({ path }) => {
    const [name, ...suffixes] = basename(path, '.ts').split('.');
    const words = [...path.split('/').slice(0, -1), name!];
    const empty = words.find((each) => SAYS_NOTHING.test(each));
    const crooked = words.find((each) => !KEBAB.test(each));
    const strange = suffixes.find((each) => !ROLES.test(each));
    return [
      ...(empty === undefined ? [] : [`${path}: "${empty}" says nothing; name it after what it holds`]),
      ...(crooked === undefined ? [] : [`${path}: "${crooked}" must be kebab-case`]),
      ...(strange === undefined ? [] : [`${path}: ".${strange}" is not a role; drop it, or add the role to the rule`]),
    ];
  });

const EMPTY_ENDINGS =
  /(?:Manager|Helper|Utils?|Handler|Impl|Processor|Wrapper)s?$|^(?:I[A-Z][a-z]|Abstract|Base(?!Path))/;

/** Classes and interfaces end in what they are. */
export const typesEndInWhatTheyAre: Rule = (files) =>
  files.flatMap((file) =>
    declared(file)
      .filter(({ node }) => isType(node))
      .filter(({ name }) => EMPTY_ENDINGS.test(name))
      .map(({ node, name }) => `${at(file, node)} declares ${name}: end the name in what it is`),
  );

/** The glossary's word for each of those that are not used: one word for one thing. */
const GLOSSARY: readonly (readonly [banned: RegExp, instead: string])[] = [
  [/^(?:provider|collector)s?$/, 'source (or channel)'],
  [/^presets?$/, 'dialect'],
  [/^(?:datapoint|data-?point)s?$/, 'sample'],
  [/^slots?$/, 'bucket'],
  [/^monitors?$/, 'target'],
  [/^pings?$/, 'probe'],
  [/^(?:beat|heartbeating)s?$/, 'check-in, if a service pushes it; heartbeat, if we serve it'],
  [/^(?:uptime|availability)$/, 'success ratio; uptime belongs to history/'],
  [/^incidents?$/, 'status change'],
  [/^manifests?$/, 'Rover'],
  [/^notifiers?$/, 'channel'],
  [/^periods?$/, 'window'],
];

/** What a service pushes about itself is a check-in. */
const PUSHED_HEARTBEAT = /(?:push|send|sent|receive|record|miss|post|emit)(?:e?d|s|ing)?Heartbeats?/i;

/** Names use the words of the glossary. */
export const namesUseTheGlossary: Rule = (files) =>
  files.flatMap((file) =>
    declared(file).flatMap(({ node, name }) => {
      const found = GLOSSARY.filter(
        ([banned]) => wordsOf(name).some((word) => banned.test(word)) && !isHistory(file, banned),
      ).map(([, instead]) => `${at(file, node)} declares ${name}: the word for it is ${instead}`);
      if (PUSHED_HEARTBEAT.test(name)) found.push(`${at(file, node)} declares ${name}: what is pushed is a check-in`);
      return found;
    }),
  );

function isHistory({ path }: SourceFile, banned: RegExp): boolean {
  return banned.test('uptime') && /^(?:history|status-page)\//.test(path);
}

const MEASURED = /^(?:timeout|interval|duration|age|delay|deadline|latency|ttl|skew|lag)$/;

/** Numbers carry their unit: most bugs in monitoring are bugs of units. */
export const durationsCarryTheirUnit: Rule = (files) =>
  files.flatMap((file) =>
    declared(file)
      .filter(({ node, name }) => MEASURED.test(wordsOf(name).at(-1) ?? '') && isNumber(node))
      .map(({ node, name }) => `${at(file, node)} declares ${name}: name the unit, such as ${name}Ms`),
  );

function isNumber(node: ts.Node): boolean {
  const { type, initializer } = node as ts.VariableDeclaration;
  if (type) return type.kind === ts.SyntaxKind.NumberKeyword;
  return initializer !== undefined && ts.isNumericLiteral(initializer);
}

interface Declared {
  readonly node: ts.Node;
  readonly name: string;
}

/** Every name that a file gives to something itself. */
function declared(file: SourceFile): Declared[] {
  return [...nodesOf(file)].flatMap((node) => {
    const { name } = node as ts.NamedDeclaration;
    const own = ts.isVariableDeclaration(node) || ts.isParameter(node) || isMember(node) || isType(node);
    if (!name || (!own && !ts.isFunctionDeclaration(node))) return [];
    return ts.isIdentifier(name) || ts.isPrivateIdentifier(name) ? [{ node, name: name.text.replace('#', '') }] : [];
  });
}

function isMember(node: ts.Node): boolean {
  return (
    ts.isMethodDeclaration(node) ||
    ts.isMethodSignature(node) ||
    ts.isPropertyDeclaration(node) ||
    ts.isPropertySignature(node) ||
    ts.isAccessor(node)
  );
}

function isType(node: ts.Node): boolean {
  return ts.isClassDeclaration(node) || ts.isInterfaceDeclaration(node) || ts.isTypeAliasDeclaration(node);
}

function wordsOf(name: string): string[] {
  return name.split(/_|(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])/).map((word) => word.toLowerCase());
}

const at = (file: SourceFile, node: ts.Node): string => `${file.path}:${lineOf(file, node)}`;
