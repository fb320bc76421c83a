import { parseBasePath } from '../catalogue/base-path.js';

/** Those of the base paths and subtrees (`/eni/*`) that were asked for and that no answered base path stands for. */
export function unanswered(asked: readonly string[], answered: readonly { readonly basepath: string }[]): string[] {
  const known = new Set(answered.map((each) => each.basepath));
  return asked.filter((text) => {
    if (!text.endsWith('/*')) return !known.has(parseBasePath(text) ?? text);
    const prefix = text.slice(0, -2);
    return !answered.some(({ basepath }) => basepath === prefix || basepath.startsWith(`${prefix}/`));
  });
}
