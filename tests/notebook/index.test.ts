/** The advice of `index.ipynb` to those who come from Python. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { notebookNames, readNotebook } from "../../lib/day/notebook-file.ts";
import { codeCells, wholeText } from "../../lib/nbformat/notebook.ts";
import { TestKernel } from "../kernel/test-kernel.ts";

const cell = readNotebook("index").cells.find(({ id }) => id === "python");
/** The right column's code. */
const lines = wholeText(cell!.source)
  .split("\n")
  .filter((line) => /^\| `/.test(line))
  .map((line) => line.split(" | ").at(-1)!.replace(/ \|$/, ""))
  // In two backticks where it holds one itself; two words in one each.
  .map((code) => (code.startsWith("`` ") ? code.slice(3, -3) : code.slice(1, -1).replace("`, `", "; ")));

test("each notebook links to the ones before and after it, and to the index", () => {
  const names = [...notebookNames().filter((name) => name !== "index"), "explore"];
  assert.ok(names.length >= 5);
  const linksIn = (name: string, id: string) => {
    const cell = readNotebook(name).cells.find((cell) => cell.id === id);
    return [...wholeText(cell!.source).matchAll(/\]\((\w+)\.ipynb\)/g)].map(([, to]) => to);
  };
  names.forEach((name, i) => {
    const expected = [names[i - 1], "index", names[i + 1]].filter((to) => to !== undefined);
    assert.deepEqual(linksIn(name, "links"), expected);
  });
  assert.deepEqual(linksIn("index", "path"), names);
});

test("its cell that makes a copy is left to the reader: nbclient skips it", () => {
  const copy = codeCells(readNotebook("index")).find(({ id }) => id === "copy")!;
  assert.match(wholeText(copy.source), /copyExercise\("ex00"\);$/);
  assert.deepEqual(copy.metadata.tags, ["skip-execution"]);
  assert.deepEqual(copy.outputs, []);
});

test("its TypeScript runs, line after line", async (context) => {
  const kernel = await TestKernel.start();
  context.after(() => kernel.stop());
  assert.ok(lines.length >= 9, lines.join("\n"));
  const run = async (code: string) => {
    const { status, evalue } = (await kernel.execute(code)).reply.content;
    assert.equal(status, "ok", `${code}: ${evalue}`);
  };
  await run(`
    import { Dense } from "../lib/keras";
    import { StandardScaler } from "../lib/sklearn/preprocessing";
    const data = Array.from({ length: 8 }, (_, i) => [i, i * i, 1 / (i + 1), i % 2, i % 3]);
    const y = data.map(([first]) => first);
    const pairs: [string, number][] = [["a", 1]];
    const loss = 0.25;
    const scaler = new StandardScaler();`);
  for (const line of lines) {
    await run(line.replace("…", "name.repeat(value);"));
    // As the exercises do on the way.
    if (line.includes(".add("))
      await run('model.add(new Dense(1)); model.compile({ optimizer: "adam", loss: "mse" });');
  }
});
