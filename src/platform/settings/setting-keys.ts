import type { SettingDeclaration } from './setting-declaration.js';

/** The key under which a property stands in the file: that of a secret may have `File` behind it. */
export function writtenKey(
  declared: readonly SettingDeclaration[],
  property: string,
  plain: Readonly<Record<string, unknown>>,
): string {
  const { key = property, form } = declared.find((each) => each.property === property) ?? {};
  const byFile = form?.type === 'secret' && (plain[`${key}File`] ?? undefined) !== undefined;
  return byFile ? `${key}File` : key;
}

/** The keys by which a setting may be given: a secret also by the path of a file. */
export function keysOf({ key, form }: SettingDeclaration): string[] {
  return form.type === 'secret' ? [key, `${key}File`] : [key];
}

/** Whether a setting may be given by that key. */
export function isKeyOf(name: string, { key, form }: SettingDeclaration): boolean {
  return name === key || (form.type === 'secret' && name === `${key}File`);
}
