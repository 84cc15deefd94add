/**
 * The TypeScript process: reads requests from its standard input and writes answers to its standard output,
 * one line of JSON each, in order, until the input ends. See `language.ts` for the requests.
 */
import "./compile-cache";
import { readSync, writeSync } from "node:fs";
import { StringDecoder } from "node:string_decoder";
import { createAnswers } from "./answers";

const answers = createAnswers(import.meta.dirname) as Record<string, (...parameters: never[]) => unknown>;

function answer(line: string): object {
  try {
    const [method, ...parameters] = JSON.parse(line) as [string, ...never[]];
    return { value: answers[method](...parameters) };
  } catch (error) {
    return { error: error instanceof Error ? (error.stack ?? error.message) : String(error) };
  }
}

function write(text: string): void {
  for (let rest = Buffer.from(text); rest.length > 0; ) rest = rest.subarray(writeSync(1, rest));
}

// Ctrl+C in the terminal that started the kernel is meant for the cell, and would end this process too.
process.on("SIGINT", () => {});

const decoder = new StringDecoder("utf8");
const chunk = Buffer.alloc(64 * 1024);
let pending = "";
for (let length = readSync(0, chunk); length > 0; length = readSync(0, chunk)) {
  const lines = (pending + decoder.write(chunk.subarray(0, length))).split("\n");
  pending = lines.pop()!;
  for (const line of lines) write(`${JSON.stringify(answer(line))}\n`);
}
tellLastWords();

/** What the kernel has printed as it died, say for want of memory, is still in its pipe: into the server's log. */
function tellLastWords(): void {
  try {
    for (let length = readSync(3, chunk); length > 0; length = readSync(3, chunk)) {
      writeSync(2, chunk.subarray(0, length));
    }
  } catch {
    // Nothing more waits there.
  }
}
