import { ValueError, withDefaults } from "../../errors.ts";
import { pythonThousands } from "../../python-repr.ts";
import type { Layer } from "../layers/index.ts";

export interface SummaryOptions {
  /** Width of the table, default 65. */
  lineLength?: number;
  /** End of each column, in characters or, up to 1, as a fraction of the width; default `[0.45, 0.85, 1]`. */
  positions?: readonly number[];
  /** Takes each line, without its end; default: printed. */
  printFn?: (line: string) => void;
}

/** Prints Keras 2.4.3's table of a built model's layers: name, class, output shape, number of parameters. */
export function printSummary(
  model: { name: string; built: boolean; layers: readonly Layer[]; countParams(): number },
  options: SummaryOptions = {},
): void {
  if (!model.built) {
    throw new ValueError(
      "This model has not yet been built. Build the model first by calling `build()` or calling `fit()` with some " +
        "data, or specify an `input_shape` argument in the first layer(s) for automatic build.",
    );
  }
  const {
    lineLength,
    positions,
    printFn: print,
  } = withDefaults<SummaryOptions>("summary", options, {
    lineLength: 65,
    positions: [0.45, 0.85, 1],
    printFn: (line) => process.stdout.write(`${line}\n`),
  });
  const isRelative = positions[positions.length - 1] <= 1;
  const ends = positions.map((position) => (isRelative ? Math.trunc(lineLength * position) : position));
  const rule = (sign: string) => print(sign.repeat(lineLength));
  print(`Model: "${model.name}"`);
  rule("_");
  print(row(["Layer (type)", "Output Shape", "Param #"], ends));
  rule("=");
  model.layers.forEach((layer, i) => {
    const shape = String(layer.outputShape);
    print(row([`${layer.name} (${layer.className})`, shape, String(layer.countParams())], ends));
    rule(i === model.layers.length - 1 ? "=" : "_");
  });
  const total = model.countParams();
  const trained = model.layers.flatMap(({ trainableWeights }) => trainableWeights);
  const trainable = trained.reduce((sum, { size }) => sum + size, 0);
  print(`Total params: ${pythonThousands(total)}`);
  print(`Trainable params: ${pythonThousands(trainable)}`);
  print(`Non-trainable params: ${pythonThousands(total - trainable)}`);
  rule("_");
}

/** Fields that end at given columns: cut where they are too long, with one space at least between two. */
function row(fields: readonly string[], ends: readonly number[]): string {
  return fields.reduce((line, field, i) => {
    const start = i === 0 ? line : `${line.slice(0, -1)} `;
    return (start + field).slice(0, ends[i]).padEnd(ends[i]);
  }, "");
}
