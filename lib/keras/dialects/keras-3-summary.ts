import { ValueError, withDefaults } from "../../errors.ts";
import { pythonFixed, pythonThousands } from "../../python-repr.ts";
import { isBuiltAtOnce } from "./keras-3-layers.ts";
import { type Column, tableLines } from "./rich-table.ts";
import { wrap } from "./styled-text.ts";
import { colours, columns, isAscii, withEscapes } from "./terminal.ts";
import type { Span, SummarizedLayer, SummarizedModel, SummarizedVariable, SummaryOptions } from "./types.ts";

/**
 * Prints Keras 3's table of a model's layers, with the numbers of parameters of model and optimizer.
 *
 * @throws ValueError for columns of fewer than four characters, and for a range of layers that do not exist
 */
export function summary(model: SummarizedModel, options: SummaryOptions): void {
  const given = withDefaults<SummaryOptions>("summary", options, {
    lineLength: null,
    positions: null,
    printFn: null,
    expandNested: false,
    showTrainable: false,
    layerRange: null,
  });
  const { printFn, showTrainable } = given;
  const isChain = !model.layers.some(({ connections }) => connections !== undefined);
  const lineLength =
    given.lineLength ?? Math.min((isChain ? 88 : 108) + (showTrainable ? 12 : 0), columns() - 4);
  const layers = inRange(model.layers, given.layerRange);
  const rows = layers
    .flatMap((layer) => nested(layer, given.expandNested ?? false, 0))
    .map(({ layer, prefix }) => ({ prefix, layer: inSubclass(layer, model.isSubclassed) }))
    .map(({ layer, prefix }) => fields(layer, prefix, isChain, showTrainable ?? false));
  const table = tableLines(
    columnsOf(lineLength, given.positions, isChain, showTrainable ?? false),
    rows,
    lineLength,
    isAscii(),
  );
  // `rich` takes the width of the terminal even if the text goes to `printFn`.
  const width = columns();
  const lines: (readonly Span[])[] = [
    ...wrap([{ text: `Model: "${model.name}"`, style: "bold" }], width, "fold"),
    ...table.map((line) => cropped(line, width)),
    ...totals(model).flatMap((line) => wrap(line, width, "fold")),
  ];
  const palette = printFn ? 0 : colours();
  const text = lines.map((line) => `${withEscapes(line, palette)}\n`).join("");
  if (printFn) printFn(text);
  else process.stdout.write(text);
}

/** Keras does not know the shapes of layers without a `build` in a subclass. */
function inSubclass(layer: SummarizedLayer, isSubclassed: boolean): SummarizedLayer {
  return isSubclassed && isBuiltAtOnce(layer.className) ? { ...layer, outputShape: null } : layer;
}

/** The columns of the table, together wider than it: each is shortened to fit. */
function columnsOf(
  lineLength: number,
  given: readonly number[] | null | undefined,
  isChain: boolean,
  showTrainable: boolean,
): Column[] {
  const defaults = isChain ? [0.45, 0.8, 1] : [0.3, 0.56, 0.74, 1];
  const chosen = given ?? defaults;
  const positions = showTrainable ? [...chosen.map((position) => position * 0.9), 1] : chosen;
  const titles: [string, Column["side"]][] = [
    ["Layer (type)", "left"],
    ["Output Shape", "left"],
    ["Param #", "right"],
  ];
  if (!isChain) titles.push(["Connected to", "left"]);
  if (showTrainable) titles.push(["Trainable", "center"]);
  let taken = 0;
  const widths = positions.map((position) => {
    const width = Math.trunc(position * lineLength) - taken;
    if (width < 4) throw new ValueError("Insufficient console width to print summary.");
    taken += width;
    return width;
  });
  return titles.map(([title, side], i) => ({ title, side, width: widths[i] }));
}

/** A layer, and with `expand` the layers in it, each with the prefix of its name. */
function nested(
  layer: SummarizedLayer,
  expand: boolean,
  level: number,
): { layer: SummarizedLayer; prefix: string }[] {
  const prefix = level === 0 ? "" : `${"   ".repeat(level)}└ `;
  const inner = expand ? (layer.layers ?? []) : [];
  return [{ layer, prefix }, ...inner.flatMap((one) => nested(one, expand, level + 1))];
}

function fields(layer: SummarizedLayer, prefix: string, isChain: boolean, showTrainable: boolean): Span[][] {
  const row: Span[][] = [
    [{ text: `${prefix}${layer.name} (` }, { text: layer.className, style: "symbol" }, { text: ")" }],
    shapeText(layer.outputShape),
    layer.built || isBuiltAtOnce(layer.className)
      ? [number(pythonThousands(sizeOf(layer.weights).values))]
      : [number("0"), { text: " (unbuilt)" }],
  ];
  if (!isChain) row.push(connectionText(layer.connections ?? []));
  if (showTrainable) {
    const isTrained = layer.trainable ? "yes" : "no";
    row.push([
      layer.weights.length === 0
        ? { text: "-", style: "bold" }
        : { text: layer.trainable ? "Y" : "N", style: isTrained },
    ]);
  }
  return row;
}

function number(text: string): Span {
  return { text, style: "number" };
}

function shapeText(shape: SummarizedLayer["outputShape"]): Span[] {
  if (shape === null) return [{ text: "?" }];
  if (shape.length > 0 && Array.isArray(shape[0])) {
    const shapes = shape as readonly (readonly (number | null)[])[];
    if (shapes.length === 1) return shapeText(shapes[0]);
    return [{ text: "[" }, ...separated(shapes.map(shapeText)), { text: "]" }];
  }
  const sizes = (shape as readonly (number | null)[]).map((size): Span[] => [
    size === null ? { text: "None", style: "none" } : number(String(size)),
  ]);
  return [{ text: "(" }, ...separated(sizes), { text: ")" }];
}

function connectionText(connections: NonNullable<SummarizedLayer["connections"]>): Span[] {
  if (connections.length === 0) return [{ text: "-" }];
  return separated(
    connections.map(([layer, node, tensor]) => [
      { text: `${layer}[` },
      number(String(node)),
      { text: "][" },
      number(String(tensor)),
      { text: "]" },
    ]),
  );
}

function separated(parts: readonly Span[][]): Span[] {
  return parts.flatMap((part, i) => (i === 0 ? part : [{ text: ", " }, ...part]));
}

function totals(model: SummarizedModel): Span[][] {
  const trainable = sizeOf(model.trainableWeights);
  const all = sizeOf(model.weights);
  const state = model.optimizer ?? { values: 0, bytes: 0 };
  const line = (title: string, { values, bytes }: Size): Span[] => [
    { text: ` ${title} params: `, style: "bold" },
    number(pythonThousands(values)),
    { text: ` (${sizeText(bytes)})` },
  ];
  const lines = [
    line("Total", { values: all.values + state.values, bytes: all.bytes + state.bytes }),
    line("Trainable", trainable),
    line("Non-trainable", {
      values: all.values - trainable.values,
      bytes: all.bytes - trainable.bytes,
    }),
  ];
  return model.optimizer === null ? lines : [...lines, line("Optimizer", state)];
}

interface Size {
  readonly values: number;
  readonly bytes: number;
}

function sizeOf(weights: readonly SummarizedVariable[]): Size {
  return weights.reduce(
    (sum, { size, dtype }) => ({
      values: sum.values + size,
      bytes: sum.bytes + (dtype === "int64" ? 8 : 4) * size,
    }),
    { values: 0, bytes: 0 },
  );
}

/** A number of bytes in the largest unit that fits. */
function sizeText(bytes: number): string {
  const units = ["B", "KB", "MB", "GB", "TB", "PB"];
  let [size, unit] = [bytes, 0];
  while (size >= 1024 && unit < units.length) {
    size /= 1024;
    unit++;
  }
  return `${pythonFixed(size, 2)} ${units[Math.min(unit, units.length - 1)]}`;
}

/** The part of a line that the terminal has room for. */
function cropped(line: readonly Span[], width: number): Span[] {
  let left = width;
  return line.map((span) => {
    const text = span.text.slice(0, Math.max(0, left));
    left -= span.text.length;
    return { ...span, text };
  });
}

/** The layers from the first that matches one pattern to the last that matches another, or the other way round. */
function inRange(
  layers: readonly SummarizedLayer[],
  range: SummaryOptions["layerRange"],
): readonly SummarizedLayer[] {
  if (range == null) return layers;
  if (range.length !== 2 || !range.every((name) => typeof name === "string")) {
    throw new ValueError(
      `Expected \`layerRange\` to be a list of two names of layers. Received: ${JSON.stringify(range)}`,
    );
  }
  const [from, to] = range.map((pattern) => {
    const starts = new RegExp(`^(?:${pattern})`);
    return layers.flatMap(({ name }, i) => (starts.test(name) ? [i] : []));
  });
  if (from.length === 0 || to.length === 0) {
    throw new ValueError(
      `Passed layer names do not match the layer names in the model. Received: ${JSON.stringify(range)}`,
    );
  }
  const [first, last] = [Math.min(...from), Math.max(...to)];
  return first > last ? layers.slice(Math.min(...to), Math.max(...from) + 1) : layers.slice(first, last + 1);
}
