/** Does what its input names, or returns it. */
export async function work(input: unknown): Promise<unknown> {
  if (input === "crash") process.exit(7);
  if (input === "throw") throw new TypeError("cannot do that");
  if (input === "pid") return process.pid;
  if (input === "wait") await new Promise(() => {});
  return input;
}
