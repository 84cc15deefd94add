/** The committed form of a notebook, against nbformat's own writer. */
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { notebookNames, notebookPath, readNotebook } from "../../lib/day/notebook-file.ts";
import { canonical, notebookText } from "../../lib/nbformat/canonical.ts";
import type { Notebook } from "../../lib/nbformat/notebook.ts";
import { jupyterEnv, pythonCommand } from "../../lib/setup/paths.mjs";

const scratched = {
  nbformat_minor: 4,
  nbformat: 4,
  metadata: {
    toc: {},
    language_info: {
      version: "5.0.4",
      name: "typescript",
      mimetype: "text/typescript",
      file_extension: ".ts",
    },
    kernelspec: { name: "tslab", language: "typescript", display_name: "TypeScript (tslab)" },
  },
  cells: [
    {
      cell_type: "markdown",
      metadata: { jp: 1 },
      source: "# Größe\nsecond\u2028line, third\r\nand \fform feed",
    },
    {
      cell_type: "code",
      id: "twice",
      metadata: {
        execution: { "iopub.status.busy": "2020" },
        tags: ["raises-exception"],
        collapsed: true,
        scrolled: true,
      },
      source: ["const a = 1;\n", "a"],
      execution_count: 1,
      outputs: [
        { output_type: "stream", name: "stdout", text: "one\ntw" },
        { output_type: "stream", name: "stdout", text: ["o\n", "three"] },
        { output_type: "stream", name: "stderr", text: "e" },
        {
          output_type: "display_data",
          metadata: {},
          data: {
            "text/plain": "a\nb",
            "image/svg+xml": "<svg>\n</svg>",
            "image/png": "iVBO\n",
            "application/vnd.plotly.v1+json": { layout: { a: [1, 2.5, "x\ny"] }, data: [] },
          },
        },
        { output_type: "error", ename: "E", evalue: "v\nw", traceback: ["t\nu"] },
      ],
    },
    { cell_type: "code", id: "twice", metadata: {}, source: "", execution_count: null, outputs: [] },
  ],
} as unknown as Notebook;

test("is what nbformat writes, so that saving in JupyterLab changes no line", () => {
  const text = notebookText(scratched);
  const script =
    "import nbformat, sys; sys.stdout.buffer.write(nbformat.writes(nbformat.reads(sys.stdin.buffer.read().decode(), 4)).encode())";
  const python = spawnSync(pythonCommand(), ["-c", script], {
    input: text,
    env: jupyterEnv(),
    encoding: "utf8",
  });
  assert.equal(python.stderr, "", "nbformat finds it valid");
  assert.equal(`${python.stdout}\n`, text);
});

test("keeps the content of a notebook and drops an editor's state", () => {
  const { cells, metadata, nbformat_minor } = canonical(scratched);
  assert.equal(nbformat_minor, 5);
  assert.deepEqual(Object.keys(metadata), ["kernelspec", "language_info"]);
  assert.deepEqual(metadata.language_info, {
    file_extension: ".ts",
    mimetype: "text/typescript",
    name: "typescript",
    version: "5.0.4",
  });
  assert.deepEqual(
    cells.map((cell) => cell.metadata),
    [{}, { tags: ["raises-exception"], scrolled: true }, {}],
  );
});

test("gives a cell without an id, or with a duplicate, the same id every time", () => {
  const ids = canonical(scratched).cells.map(({ id }) => id);
  assert.deepEqual(ids, ["cell-1", "twice", "cell-3"]);
});

test("is its own canonical form", () => {
  const text = notebookText(scratched);
  assert.equal(notebookText(JSON.parse(text)), text);
});

for (const name of [...notebookNames(), "explore"]) {
  test(`${name} is committed in it`, () => {
    const isCanonical = readFileSync(notebookPath(name), "utf8") === notebookText(readNotebook(name));
    assert.ok(isCanonical, `write it so with: npm start -- ${name} --update`);
  });
}
