export type Strength = 'short' | 'weak' | 'good' | 'strong';

/** The shortest password that the API takes (chalicelib/identity/schemas.py). */
export const SHORTEST = 10;
const COMMON = /(passw[o0]rd|qwert|12345|letmein|welcome|iloveyou|admin|abc123|portico)/i;

/** A hint on a new password while it is typed; the API decides. `about`: name and address of the person. */
export function strengthOf(password: string, about: readonly string[] = []): Strength {
  const letters = [...password];
  if (letters.length < SHORTEST) return 'short';
  const own = about.flatMap((text) => text.toLowerCase().split(/[\s@.]+/)).filter((word) => word.length > 3);
  const isEasy = new Set(letters).size < 5 || COMMON.test(password) || own.some((word) => password.toLowerCase().includes(word));
  if (isEasy) return 'weak';
  const kinds = [/[a-z]/, /[A-Z]/, /\d/, /[^a-zA-Z\d]/].filter((kind) => kind.test(password)).length;
  return letters.length >= 16 || (letters.length >= 12 && kinds >= 3) ? 'strong' : 'good';
}
