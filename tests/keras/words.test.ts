import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, test } from "node:test";
import { golden } from "../golden/load.ts";
import { builtScript } from "../with-library.ts";

const folder = join(import.meta.dirname, "../golden/text_keras_2.4.3");
const { programs } = golden<{ programs: Record<string, { stderr_last: string; env?: object }> }>(
  "text_keras_2.4.3/index.json",
);
const names = Object.keys(programs).filter((name) => programs[name].env === undefined);
const script = await builtScript(join(import.meta.dirname, "programs.ts"));
const printed = run([...names, "ex4_fit_verbose1.pty"]);

/** The output of each program, and its error under its name and ` failed`. */
function run(programNames: string[], env: NodeJS.ProcessEnv = {}): Map<string, string> {
  const { stdout, stderr } = spawnSync(process.execPath, [script, ...programNames], {
    encoding: "utf8",
    env: { ...process.env, ...env },
  });
  assert.equal(stderr, "");
  const parts = stdout.split("\0").slice(1);
  return new Map(
    parts.map((part) => [part.slice(0, part.indexOf("\n")), part.slice(part.indexOf("\n") + 1)]),
  );
}

function expected(file: string): string {
  return readFileSync(join(folder, `${file}.txt`), "utf8");
}

/** Masks the digits of an address, whose number has to be the same. */
function withoutAddress(text: string): string {
  return text.replace(/0x[0-9a-f]{12}/g, "0x############");
}

/** Figures of a fit that began with random weights: digits are free, the form is not. */
function withoutFigures(text: string): string {
  return text.replace(/\d\.\d{5,}/g, "#.#####").replace(/\d\.\d{4}/g, "#.####");
}

describe("Keras 2.4.3's own words, byte for byte", () => {
  for (const name of names) {
    test(name, () => {
      assert.equal(
        withoutFigures(withoutAddress(printed.get(name) ?? "nothing")),
        withoutFigures(withoutAddress(expected(name))),
      );
      const { stderr_last } = programs[name];
      const failure = printed.get(`${name} failed`);
      assert.equal(failure?.trimEnd() ?? "", stderr_last);
    });
  }

  test("on a terminal, which writes line ends its own way", () => {
    const onTerminal = (name: string) => printed.get(name)?.replaceAll("\n", "\r\n");
    assert.equal(withoutAddress(onTerminal("ex1") ?? ""), withoutAddress(expected("ex1.pty")));
    assert.equal(onTerminal("ex3"), expected("ex3.pty"));
    assert.equal(
      withoutFigures(onTerminal("ex4_fit_verbose1.pty") ?? ""),
      withoutFigures(expected("ex4_fit_verbose1.pty")),
    );
  });

  test("whatever the width of the terminal, its colours and its language", () => {
    const variants = Object.keys(programs).filter((name) => programs[name].env !== undefined);
    assert.ok(variants.length > 0);
    const text = run(["ex3"], { COLUMNS: "40", FORCE_COLOR: "1", LC_ALL: "C", NODE_NO_WARNINGS: "1" }).get(
      "ex3",
    );
    for (const name of variants) assert.equal(text, expected(name), name);
  });

  test("the words are the same in each run, the address too", () => {
    assert.equal(run(["ex1"]).get("ex1"), printed.get("ex1"));
  });
});
