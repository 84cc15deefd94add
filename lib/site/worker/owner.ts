/**
 * The page's form of `kernel/session/owner.ts`. A browser does not tell whose code is executing, so the owner is the cell, or the
 * widget's listener, that was called last.
 */
let current: string | undefined;

export const currentOwner = (): string | undefined => current;
export const ownerOf = (_promise: object): string | undefined => undefined;
export const followOwners = (): void => {};

export function runFor<T>(owner: string | undefined, code: () => T): T {
  if (owner !== undefined) current = owner;
  return code();
}
