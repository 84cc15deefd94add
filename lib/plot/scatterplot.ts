import { checkOptions, ValueError } from "../errors.ts";
import { type ArrayInput, asArray } from "../ndarray.ts";
import { classGroups } from "./class-groups.ts";
import { Figure } from "./figure.ts";
import { readColumns } from "./frame-columns.ts";
import { cloud } from "./scatter-matrix.ts";

export interface ScatterplotOptions {
  /** `[n]` labels: each class gets its own colour and symbol. Default: one colour. */
  hue?: ArrayInput | readonly string[];
  /** Names of the classes, in the order of the labels. Default: the labels. */
  targetNames?: readonly string[];
  /** Label of the x axis. Default `"x"`. */
  xLabel?: string;
  /** Label of the y axis. Default `"y"`. */
  yLabel?: string;
  /** Default: the labels of the axes, such as `"y by x"`. */
  title?: string;
}

/** More points would hide one another: every n-th one is drawn. */
const MAX_POINTS = 4000;

/**
 * Draws a point for each pair of numbers, such as two features of the samples, or predictions by targets.
 *
 * @param x `[n]` numbers
 * @param y `[n]` numbers
 * @param options classes, labels and title
 * @throws ValueError for no numbers, inputs of different length, and values that are not finite
 * @example
 * scatterplot([1, 2, 3, 4], [2, 1, 4, 3], { hue: [0, 0, 1, 1], targetNames: ["left", "right"] });
 *
 * After `seaborn.scatterplot`.
 */
export function scatterplot(x: ArrayInput, y: ArrayInput, options: ScatterplotOptions = {}): Figure {
  checkOptions("scatterplot", options, { hue: 1, targetNames: 1, xLabel: 1, yLabel: 1, title: 1 });
  const { hue, targetNames, xLabel = "x", yLabel = "y", title = `${yLabel} by ${xLabel}` } = options;
  const [across, up] = readColumns({ x: columnOf(x, "x"), y: columnOf(y, "y") });
  const count = across.values.length;
  const groups = classGroups(hue, count, targetNames);
  const step = Math.ceil(count / MAX_POINTS);
  return new Figure(
    groups.map((group) => ({
      ...cloud({ ...across, name: xLabel }, { ...up, name: yLabel }, group, step),
      name: group.name,
      showlegend: groups.length > 1,
    })),
    {
      title: { text: title },
      width: 600,
      height: 440,
      margin: { l: 70, r: 20, t: 60, b: 60 },
      xaxis: { title: { text: xLabel } },
      yaxis: { title: { text: yLabel } },
    },
    `${title}: ${count} points${groups.length > 1 ? `, by class: ${groups.map(({ name }) => name).join(", ")}` : ""}`,
  );
}

function columnOf(data: ArrayInput, name: string): ArrayLike<number> {
  const { shape, size, values } = asArray(data, "float64", name);
  if (size !== shape[0])
    throw new ValueError(
      `Expected \`${name}\` to have one number for each point. Received: shape (${shape.join(", ")})`,
    );
  return values;
}
