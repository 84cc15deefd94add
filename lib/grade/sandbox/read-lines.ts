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
    rest = lines.pop()!;
    for (const line of [...lines, rest])
      if (line.length > longest) throw new RangeError(`A line has more than ${longest} characters.`);
    for (const line of lines) yield line;
  }
}
