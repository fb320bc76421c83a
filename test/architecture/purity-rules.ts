import ts from 'typescript';
import type { Rule } from './rule.js';
import { importsOf, lineOf, nodesOf, type SourceFile } from './source-tree.js';

const CORE = /^(?:window\/|evaluation\/|sources\/dialects\/|sources\/ledger\/|catalogue\/base-path\.ts$)/;
/** Files of the core's folders that join it to the framework; their suffix says so. */
const JOINING = /\.(?:module|service|settings|metrics)\.ts$/;
/** What the core may know of `platform/`: time as an argument, turns for others, tokens of its ports, hashes of content. */
const CORE_PLATFORM =
  /^platform\/(?:clock\/(?:clock|yield-to-event-loop)|health\/finding|http\/entity-tag|injection\/token)\.ts$/;
/** They drive the core and log at its boundary: the evaluation loop, and evidence for which no base path was found. */
const MAY_LOG = ['evaluation/change-log.ts', 'evaluation/evaluator.ts', 'sources/dialects/series-reports.ts'];

/** The core is plain TypeScript: no framework, no input or output, no logger; time is an argument. */
export const theCoreIsPure: Rule = (files) =>
  files
    .filter(({ path }) => CORE.test(path) && !JOINING.test(path))
    .flatMap(importsOf)
    .filter(({ from, to, internal }) => !(internal ? isPlain(from, to) : to === 'node:crypto'))
    .map(({ from, to }) => `${from} imports ${to}: the core knows no framework and no I/O; take it as an argument`);

function isPlain(from: string, to: string): boolean {
  if (to === 'platform/telemetry/log.ts') return MAY_LOG.includes(from);
  return !to.startsWith('platform/') || CORE_PLATFORM.test(to);
}

const MAY_KNOW_NEST = /\.(?:module|controller|service|filter|guard|pipe|interceptor|dto|kind|origin)\.ts$/;
/** Where Nest itself is set up. */
const NEST_SET_UP = [
  'service.ts',
  'declarations/origin-kind.ts',
  'sources/source-kind.ts',
  'platform/http/http-server.ts',
  'platform/http/api-document.ts',
  'platform/telemetry/nest-logger.ts',
];

/** Only files whose suffix says so know Nest. */
export const nestStaysInItsPlace: Rule = (files) =>
  files
    .flatMap(importsOf)
    .filter(({ from, to }) => to.startsWith('@nestjs/') && !MAY_KNOW_NEST.test(from) && !NEST_SET_UP.includes(from))
    .map(
      ({ from, to }) =>
        `${from} imports ${to}: only .module, .controller, .service, .guard, .filter, .pipe and .dto files may`,
    );

const SETTINGS = 'config/load-settings.ts';

/** Every command reads the settings, the health check of a container each few seconds: that must not load the framework. */
export const settingsLoadNoFramework: Rule = (files) => {
  const edges = files.flatMap(importsOf).filter(({ typeOnly, lazy }) => !typeOnly && !lazy);
  const loaded = new Set([SETTINGS]);
  for (const path of loaded) {
    for (const { from, to, internal } of edges) if (internal && from === path) loaded.add(to);
  }
  return edges
    .filter(({ from, to }) => loaded.has(from) && to.startsWith('@nestjs/'))
    .map(
      ({ from, to }) => `${from} imports ${to}, and is loaded with the settings: import it where the service needs it`,
    );
};

const TIME_MODULES = /^(?:node:)?(?:timers(?:\/promises)?|perf_hooks)$/;
const TIME_CALLS =
  /^(?:globalThis\.)?(?:set(?:Timeout|Interval|Immediate)|Date(?:\.now)?|performance\.\w+|process\.(?:hrtime|uptime)(?:\.\w+)?)$/;

/**
 * Clocks and timers are injected. `AbortSignal.timeout` is not among them: the deadline of a request on a real
 * network is real time, in every test.
 */
export const timeIsInjected: Rule = (files) =>
  files
    .filter(({ path }) => !path.startsWith('platform/clock/'))
    .flatMap((file) => [
      ...importsOf(file)
        .filter(({ to }) => TIME_MODULES.test(to))
        .map(({ to }) => `${file.path} imports ${to}: ${USE_CLOCK}`),
      ...[...nodesOf(file)].filter(readsTime).map((node) => `${at(file, node)} calls ${shown(node)}: ${USE_CLOCK}`),
    ]);

const USE_CLOCK = 'inject Clock from platform/clock and ask it';

function readsTime(node: ts.Node): boolean {
  if (ts.isNewExpression(node)) return node.expression.getText() === 'Date' && (node.arguments ?? []).length === 0;
  return ts.isCallExpression(node) && TIME_CALLS.test(node.expression.getText());
}

/** The process is the command's: it reads the environment once, and it decides when to end. */
export const theProcessIsTheCommands: Rule = (files) =>
  files
    .filter(({ path }) => !path.startsWith('cli/'))
    .flatMap((file) => [
      ...[...nodesOf(file)].filter(isProcess).map((node) => `${at(file, node)} uses process: ${PASS_IT}`),
      ...importsOf(file)
        .filter(({ to }) => /^(?:node:)?process$/.test(to))
        .map(({ to }) => `${file.path} imports ${to}: ${PASS_IT}`),
    ]);

const PASS_IT = 'only cli/ knows the process and its environment; take the value as an argument';

/** The global `process`, read; not a property or a variable of that name. */
function isProcess(node: ts.Node): boolean {
  if (!ts.isIdentifier(node) || node.text !== 'process') return false;
  const { parent } = node;
  if (ts.isPropertyAccessExpression(parent) && parent.name === node)
    return parent.expression.getText() === 'globalThis';
  return !('name' in parent && parent.name === node);
}

/** Modules that open connections or send datagrams. */
export const CALLS_OUT = /^(?:axios|undici|(?:node:)?(?:http|https|http2|net|tls|dgram|dns)(?:\/promises)?)$/;
/** Everything that goes out passes one of these, where it gets its total deadline and its limit. */
const MAY_CALL_OUT =
  /^(?:sources\/source-request\.ts|sources\/source-address\.ts|sources\/pulse\/self-check\/.*|cli\/heartbeat-request\.ts|cli\/healthcheck\.ts|cli\/examination\.ts|cli\/demo\/.*)$/;
/** The sockets of Pulse, which sets a deadline and a limit for each probe. */
const PROBES = 'sources/pulse/probing/connections/connection.ts';
/** Name servers are asked by one file, with a deadline; what they answer is judged by its caller. */
const LOOKS_NAMES_UP = 'platform/egress/name-servers.ts';
/** Takes the list of usual authorities from Node, and opens nothing. */
const KNOWS_AUTHORITIES = 'cli/watch/trust-or-exit.ts';
const SERVES = /^platform\/http\//;

/** Requests go out in one place only, which gives each a total deadline and a limit. */
export const requestsGoOutInOnePlace: Rule = (files) =>
  files
    .filter(({ path }) => !MAY_CALL_OUT.test(path) && ![PROBES, LOOKS_NAMES_UP, KNOWS_AUTHORITIES].includes(path))
    .flatMap((file) => [
      ...importsOf(file)
        .filter(({ to, typeOnly }) => CALLS_OUT.test(to) && !typeOnly && !SERVES.test(file.path))
        .map(({ to }) => `${file.path} imports ${to}: ${SEND_IT}`),
      ...[...nodesOf(file)]
        .filter((node) => ts.isCallExpression(node) && /^(?:globalThis\.)?fetch$/.test(node.expression.getText()))
        .map((node) => `${at(file, node)} calls fetch: ${SEND_IT}`),
    ]);

const SEND_IT = 'send it by sources/source-request.ts, which sets the deadline and the limit';

const at = (file: SourceFile, node: ts.Node): string => `${file.path}:${lineOf(file, node)}`;
const shown = (node: ts.Node): string => node.getText().slice(0, 40);
