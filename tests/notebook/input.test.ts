import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { test } from "node:test";
import { comms } from "../../lib/notebook/index.ts";
import { withLibrary } from "../with-library.ts";

const root = join(import.meta.dirname, "../..");

/** Runs a program that knows `input`, with `typed` on its standard input. */
function run(program: string, typed: string): string {
  const code = `import { input } from "./lib/notebook/index.ts";\n${program}`;
  const { stdout, stderr, status } = spawnSync(process.execPath, withLibrary(code), {
    cwd: root,
    input: typed,
    encoding: "utf8",
  });
  assert.equal(status, 0, stderr);
  return stdout;
}

test("outside a notebook, input asks the terminal", () => {
  assert.equal(run('console.log("<" + (await input("name? ")) + ">");', "Ada\n"), "name? <Ada>\n");
});

test("at the end of the input it fails with an EOFError", () => {
  assert.equal(run("await input().catch(({ name }) => console.log(name));", ""), "EOFError\n");
});

test("outside a notebook, comms throw", () => {
  assert.throws(() => comms.registerTarget("t", () => {}), /^Error: Comms need a Jupyter client/);
});
