import { ts } from "./answers.ts";
import { code, type NotebookContent, python, type Submission } from "./submission.ts";

const nbformat2 = JSON.stringify({
  nbformat: 2,
  nbformat_minor: 0,
  metadata: {},
  worksheets: [{ cells: [] }],
});

/** Files that cannot be read as notebooks, and odd notebooks. */
export const badInput: Submission[] = [
  {
    id: "not a notebook",
    kind: "bad input",
    about: "No JSON, an empty file, nbformat 2, a list, one that is cut off; a sound one beside them",
    files: {
      "ex00.ipynb": "hello",
      "ex01.ipynb": "",
      "ex02.ipynb": nbformat2,
      "ex03.ipynb": "[1, 2]",
      "ex04.ipynb": JSON.stringify(ts.ex04()).slice(0, 5000),
      "Exercise 1 again.ipynb": ts.ex01(),
    },
    expected: {
      ex00: "not confirmed",
      ex01: "met",
      ex02: "not confirmed",
      ex03: "not confirmed",
      ex04: "not confirmed",
    },
    named: /not JSON[\s\S]*nbformat 3/,
  },
  {
    id: "other kernels",
    kind: "bad input",
    about: "An R notebook, and one that names no kernel and imports nothing",
    files: {
      "ex01.ipynb": { ...ts.ex01(), metadata: { kernelspec: { name: "ir", language: "R" } } },
      "ex02.ipynb": { ...ts.ex02(), cells: ts.ex02().cells.slice(1), metadata: {} },
    },
    expected: { ex01: "not confirmed", ex02: "not confirmed" },
    named: /kernel "ir"[\s\S]*no kernel/,
  },
  {
    id: "odd cells",
    kind: "bad input",
    about:
      "Widgets, cells without outputs or source, unknown kinds, numbers where text belongs, a cell twice",
    files: {
      "ex02.ipynb": odd(ts.ex02()),
    },
    expected: { ex02: "met" },
  },
  {
    id: "no notebook",
    kind: "bad input",
    about: "A folder without a notebook",
    files: { "notes.txt": "I did the day on paper." },
    expected: {},
  },
  {
    id: 'naïve "quotes" & <tags>',
    kind: "bad input",
    about: "Names and outputs that a page or a table could stumble over",
    files: {
      "ex01 <b>.ipynb": python(code('print("=HYPERLINK(1)")', '<script>alert(1)</script>,"=1+1"\n')),
    },
    expected: {},
  },
];

function odd(notebook: NotebookContent): NotebookContent {
  const widget = {
    output_type: "display_data",
    data: {
      "application/vnd.jupyter.widget-view+json": { model_id: "x" },
      "text/plain": "IntProgress(value=0)",
    },
    metadata: {},
  };
  const cells = notebook.cells.map((cell, index) =>
    index === 1 ? { ...cell, outputs: [widget, ...(cell.outputs as object[])] } : cell,
  );
  const strange = [
    { cell_type: "code", execution_count: null },
    { cell_type: "heading", source: 7 },
    { cell_type: "code", source: ["a", 1], outputs: "x", execution_count: "3" },
  ];
  // The odd ones stand last: a cell that was not run is no news for those above it.
  return {
    ...notebook,
    cells: [...cells, cells[0], ...(strange as unknown as NotebookContent["cells"])].map((cell, index) =>
      index === cells.length ? { ...cell, execution_count: 9 } : cell,
    ),
  };
}
