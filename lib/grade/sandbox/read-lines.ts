import type { Readable } from "node:stream";

/**
 * The lines of a stream, which ends at a line that is longer than `longest` characters: `node:readline` would collect one
 * without an end.
 */
export async function* readLines(stream: Readable, longest: number): AsyncGenerator<string, undefined> {
  let rest = "";
  for await (const text of stream.setEncoding("utf8")) {
    const lines = (rest + text).split("\n");
    rest = lines.pop()!;
    for (const line of lines) {
      if (line.length > longest) return;
      yield line;
    }
    if (rest.length > longest) return;
  }
}
