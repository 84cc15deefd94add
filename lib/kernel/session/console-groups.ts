/**
 * Counts the open groups of `console.group`.
 *
 * @returns a function that ends them all, because a group left open would indent the output of later cells
 */
export function countGroups(): () => void {
  const { group, groupEnd } = console;
  let open = 0;
  const counting = {
    group(...label: unknown[]): void {
      open++;
      group(...label);
    },
    groupEnd(): void {
      if (open > 0) open--;
      groupEnd();
    },
  };
  Object.assign(console, counting, { groupCollapsed: counting.group });
  return () => {
    for (; open > 0; open--) groupEnd();
  };
}
