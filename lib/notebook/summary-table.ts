import type { Sequential } from "../keras/index.ts";
import { pythonThousands } from "../python-repr.ts";
import { Table } from "../table/index.ts";

/**
 * `model.summary()` as a table. Its plain text is what Keras prints.
 *
 * @param model a built model
 * @throws ValueError if the model is not built
 * @example
 * import { Dense, Sequential } from "../lib/keras";
 *
 * summaryTable(new Sequential([new Dense(1, { inputShape: [2] })]));
 */
export function summaryTable(model: Sequential): Table {
  const lines: string[] = [];
  model.summary({ printFn: (line) => lines.push(line) });
  const total = model.countParams();
  const trainable = model.trainableWeights.reduce((sum, weight) => sum + weight.size, 0);
  const counts = [
    ["Total params", total],
    ["Trainable params", trainable],
    ["Non-trainable params", total - trainable],
  ] as const;
  return new Table({
    caption: `Model: "${model.name}"`,
    corner: "Layer (type)",
    columns: ["Output Shape", "Param #"],
    rowHeaders: model.layers.map(({ name, className }) => `${name} (${className})`),
    rows: model.layers.map((layer) => [String(layer.outputShape), pythonThousands(layer.countParams())]),
    footer: counts.map(([name, count]) => `${name}: ${pythonThousands(count)}`).join(" · "),
    text: lines.join("\n"),
  });
}
