import { Resolver } from 'node:dns/promises';

/** Answers of a resolver that is well: the name does not exist, or has no address of this family. */
const ANSWERS = ['ENOTFOUND', 'ENODATA'];

/** Whether the resolver gives any answer about a name, were it that there is no such name. Never rejects; takes 1 s at most. */
export async function resolverAnswers(name: string): Promise<boolean> {
  const resolver = new Resolver({ timeout: 500, tries: 2 });
  try {
    await resolver.resolve4(name);
    return true;
  } catch (error) {
    return ANSWERS.includes((error as NodeJS.ErrnoException).code ?? '');
  }
}
