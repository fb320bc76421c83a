/** Environment variables by name. */
export type Environment = Readonly<Record<string, string | undefined>>;

/** A value; or what is wrong with what stands in the file, what is allowed, and a stable word where there is one. */
export type Reading<T> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly problem: string; readonly allowed: string; readonly code?: string };

const VARIABLE = /\$\{([^}]*)\}/g;
/** What looks like the name of a variable; anything else may be a secret in its place. */
const NAME = /^(?:HEARTBEAT_\w{0,80}|[A-Z_][A-Z0-9_]{0,79}|)$/;
const OURS = /^HEARTBEAT_[A-Z0-9_]+$/;

/** `text` with every `${HEARTBEAT_…}` replaced from the environment. Names are shown in problems, values never. */
export function expandText(text: string, environment: Environment): Reading<string> {
  if (!text.includes('${')) return { ok: true, value: text };
  const names = [...text.matchAll(VARIABLE)].map(([, name]) => name!);
  const foreign = names.find((name) => !OURS.test(name));
  if (foreign !== undefined) return refused(`names \${${NAME.test(foreign) ? foreign : '…'}}`);
  if (/\$\{[^}]*$/.test(text)) return refused('has ${ without }');
  const unset = [...new Set(names)].filter((name) => environment[name] === undefined);
  if (unset.length === 1) return refused(`names ${unset[0]}, which is not set`);
  if (unset.length > 1) return refused(`names ${unset.join(', ')}, which are not set`);
  return { ok: true, value: text.replace(VARIABLE, (_, name: string) => environment[name]!) };
}

function refused(problem: string): Reading<never> {
  return { ok: false, problem, allowed: 'a set variable ${HEARTBEAT_…}' };
}
