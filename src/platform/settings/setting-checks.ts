import { validateSync } from 'class-validator';
import type { DeclaredRule } from './setting-declaration.js';

/** Properties that the decorators of a settings class refuse, each with what is allowed. */
export function refusedProperties(settings: object): Map<string, string> {
  const refused = new Map<string, string>();
  for (const { property, constraints } of validateSync(settings, {
    stopAtFirstError: true,
    forbidUnknownValues: false,
  }))
    refused.set(property, Object.values(constraints ?? {})[0] ?? 'another value');
  return refused;
}

/**
 * The rule judged over `settings`. If it looked at one of the `unusable` properties, which are reported already, its
 * answer does not count, and it holds.
 */
export function breachesOf(
  rule: DeclaredRule,
  settings: object,
  unusable: ReadonlySet<string>,
): ReturnType<DeclaredRule['breaches']> {
  let misled = false;
  const watched = new Proxy(settings, {
    get(target, property, receiver) {
      misled ||= unusable.has(String(property));
      return Reflect.get(target, property, receiver) as unknown;
    },
  });
  const breaches = rule.breaches(watched);
  return misled ? [] : breaches;
}
