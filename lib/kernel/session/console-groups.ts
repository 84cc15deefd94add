/**
 * Counts the groups that are open (`console.group`).
 *
 * @returns what ends them all: one that a cell leaves open would indent what later cells print
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
