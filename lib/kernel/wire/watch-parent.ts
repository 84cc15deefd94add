/**
 * Calls `orphaned` when the process that started the kernel is gone: Jupyter says so by `JPY_PARENT_PID`
 * that it wants its kernels to end with it.
 */
export function watchParent(orphaned: () => void): void {
  if (process.env.JPY_PARENT_PID === undefined) return;
  const parent = process.ppid;
  const timer = setInterval(() => {
    if (process.ppid === parent) return;
    clearInterval(timer);
    orphaned();
  }, 1000);
}
