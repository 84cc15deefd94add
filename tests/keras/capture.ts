/**
 * Returns the text that `run` writes to the standard output. Node's test runner, which shares that stream, writes bytes: these
 * go through.
 */
export async function captured(run: () => unknown): Promise<string> {
  const { write } = process.stdout;
  let text = "";
  process.stdout.write = ((chunk: unknown, ...rest: never[]) => {
    if (typeof chunk !== "string") return write.call(process.stdout, chunk as never, ...rest);
    text += chunk;
    return true;
  }) as typeof process.stdout.write;
  try {
    await run();
  } finally {
    process.stdout.write = write;
  }
  return text;
}
