import { Dense, Sequential } from "../../lib/keras/index.ts";
import { summaryTable } from "../../lib/notebook/index.ts";
import {
  confusionMatrixDisplay,
  type Figure,
  layerWeights,
  learningCurves,
  plotModel,
  rocCurveDisplay,
} from "../../lib/plot/index.ts";
import { classificationReport, confusionMatrix } from "../../lib/sklearn/metrics/index.ts";
import { dataFrameTable } from "../../lib/table/index.ts";

const yTrue = [0, 0, 1, 1, 1];
const yPred = [0, 1, 1, 1, 0];
export const model = new Sequential([
  new Dense(4, { inputShape: [3], activation: "sigmoid" }),
  new Dense(1, { activation: "sigmoid" }),
]);
const history = { loss: [0.7, 0.4, 0.2], val_loss: [0.8, 0.5, 0.3] };
export const figures: Figure[] = [
  learningCurves({ history }),
  rocCurveDisplay(yTrue, [0.1, 0.6, 0.7, 0.9, 0.4]),
  confusionMatrixDisplay(yTrue, yPred),
  layerWeights(model.layers[0]),
  plotModel(model),
];
const frame = {
  columns: ["a", "b"],
  index: [0, 1],
  shape: [2, 2],
  values: [
    [1, "x"],
    [2.5, "<y>"],
  ],
};
const tables = [
  confusionMatrix(yTrue, yPred),
  classificationReport(yTrue, yPred),
  summaryTable(model),
  dataFrameTable(frame),
];

/** A notebook with an output of every kind, `</script>` and a lone `{{` in its text. */
export async function notebook(): Promise<object> {
  const show = (value: object) => (value as Record<symbol, () => object>)[Symbol.for("Jupyter.display")]();
  const code = (source: string, outputs: object[]) => ({
    cell_type: "code",
    id: `cell-${Math.random().toString(36).slice(2, 10)}`,
    metadata: {},
    execution_count: 1,
    source,
    outputs,
  });
  const result = async (value: object) =>
    code("show();", [
      { output_type: "execute_result", execution_count: 1, metadata: {}, data: await show(value) },
    ]);
  const svg =
    '<svg xmlns="http://www.w3.org/2000/svg" width="40" height="20"><rect width="40" height="20" fill="#0F7BBD"/></svg>';
  return {
    nbformat: 4,
    nbformat_minor: 5,
    metadata: {
      kernelspec: { display_name: "TypeScript (tslab)", language: "typescript", name: "tslab" },
      language_info: { name: "typescript", file_extension: ".ts", pygments_lexer: "typescript" },
    },
    cells: [
      {
        cell_type: "markdown",
        id: "text",
        metadata: {},
        source:
          "# Every kind of output\n\nWith `code`, a [link](https://example.org/a.ipynb), [ours](ex01.ipynb) and\n\n## a heading",
      },
      code("// a comment\nconst x: number = 1; // {{ </script>\nconsole.log('a', `b`, 1.5);", [
        { output_type: "stream", name: "stdout", text: "text 1 </script> <b>a</b> {{\n" },
        { output_type: "stream", name: "stderr", text: "a warning\n" },
      ]),
      {
        ...code("a long log", [{ output_type: "stream", name: "stdout", text: "Epoch\n".repeat(200) }]),
        metadata: { scrolled: true },
      },
      code("throw new Error();", [
        {
          output_type: "error",
          ename: "Error",
          evalue: "",
          traceback: ["\u001b[31mError\u001b[39m: no <b>"],
        },
      ]),
      code("model.summary();", [
        { output_type: "stream", name: "stdout", text: `${String(summaryTable(model))}\n` },
      ]),
      code("svg;", [
        { output_type: "display_data", metadata: {}, data: { "image/svg+xml": svg, "text/plain": "a bar" } },
      ]),
      ...(await Promise.all([...figures, ...tables].map(result))),
    ],
  };
}
