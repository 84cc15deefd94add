/** Calls `orphaned` when the process that started the kernel has ended. Jupyter asks for this by setting `JPY_PARENT_PID`. */
export function watchParent(orphaned: () => void): void {
  if (process.env.JPY_PARENT_PID === undefined) return;
  const parent = process.ppid;
  const timer = setInterval(() => {
    if (process.ppid === parent) return;
    clearInterval(timer);
    orphaned();
  }, 1000);
}
