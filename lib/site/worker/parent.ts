/**
 * The page's form of `kernel/session/parent.ts`. A browser does not tell whose code is executing, so the parent is the cell, or the
 * widget's listener, that was called last.
 */
let current: string | undefined;

export const currentParentId = (): string | undefined => current;
export const parentIdOf = (_promise: object): string | undefined => undefined;
export const trackParents = (): void => {};

export function runWithParent<T>(parentId: string | undefined, code: () => T): T {
  if (parentId !== undefined) current = parentId;
  return code();
}
