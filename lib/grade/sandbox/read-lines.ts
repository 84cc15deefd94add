import type { Readable } from "node:stream";

/**
 * The lines of a stream. Unlike `node:readline`, limits the length of a line.
 *
 * @throws RangeError for a line longer than `longest` characters
 */
export async function* readLines(stream: Readable, longest: number): AsyncGenerator<string, void, undefined> {
  let rest = "";
  for await (const text of stream.setEncoding("utf8")) {
    const lines = (rest + text).split("\n");
    for (const [at, line] of lines.entries()) {
      if (line.length > longest) throw new RangeError(`A line has more than ${longest} characters.`);
      if (at < lines.length - 1) yield line;
    }
    rest = lines.at(-1)!;
  }
}
