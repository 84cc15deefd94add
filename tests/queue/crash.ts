/** Ends its process at the input "crash", else returns its input. */
export async function work(input: unknown): Promise<unknown> {
  if (input === "crash") process.exit(7);
  if (input === "throw") throw new TypeError("cannot do that");
  return input;
}
