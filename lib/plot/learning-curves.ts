import { ValueError } from "../errors.ts";
import { Figure, type PlotlyObject } from "./figure.ts";
import { axisKey, axisName } from "./figure-json.ts";
import { seriesLine } from "./palette.ts";

/** The history that `fit` returns: the loss and each metric, one value per epoch. */
export interface HistoryLike {
  readonly history: Readonly<Record<string, readonly number[]>>;
  /** The epochs, from 0, of the values of one of them. Default: one after the other. */
  epochsOf?(name: string): readonly number[];
}

export interface LearningCurvesOptions {
  /** The metrics to draw, one panel each. Default: the loss and all metrics of the first run. */
  metrics?: readonly string[];
  /** Default `"Learning curves"`. */
  title?: string;
}

const HEIGHT = 360;
const PANEL_WIDTH = 340;
const GAP = 0.1;
/** Up to here plotly would put ticks between epochs. */
const FEW_EPOCHS = 10;

/**
 * Draws loss and metrics over the epochs, one panel each: a line per run, and a dashed one for its validation data.
 *
 * @param runs a `History`, or several by name: `{ unscaled: h1, scaled: h2 }`
 * @param options metrics and title
 * @throws ValueError if there is nothing to draw, or a run lacks one of the metrics
 * @example
 * learningCurves({ history: { loss: [0.7, 0.5, 0.4], val_loss: [0.8, 0.6, 0.6] } });
 */
export function learningCurves(
  runs: HistoryLike | Record<string, HistoryLike>,
  { metrics, title = "Learning curves" }: LearningCurvesOptions = {},
): Figure {
  const single = isHistory(runs);
  const named = single ? { training: runs } : runs;
  const first = Object.values(named)[0]?.history ?? {};
  const panels = metrics ?? Object.keys(first).filter((name) => !name.startsWith("val_"));
  if (panels.length === 0)
    throw new ValueError("Expected at least one epoch of training. Received: an empty history");

  const data = Object.entries(named).flatMap(([run, recorded], i) => {
    const { history } = recorded;
    return panels.flatMap((metric, panel) => {
      if (!(metric in history)) {
        throw new ValueError(
          `Expected run '${run}' to have '${metric}'. Received: ${Object.keys(history).join(", ") || "an empty history"}`,
        );
      }
      const lines = [trace(run, recorded, metric, panel, seriesLine(i))];
      const validation = `val_${metric}`;
      if (!(validation in history)) return lines;
      // With one run, validation has its own colour; with several, the colour tells the runs apart.
      const style = single ? seriesLine(1, "dash") : seriesLine(i, "dash");
      return [
        ...lines,
        trace(single ? "validation" : `${run} (validation)`, recorded, validation, panel, style),
      ];
    });
  });
  const epochs = Math.max(...Object.values(named).map(({ history }) => history[panels[0]].length));
  const layout = {
    title: { text: title },
    width: 60 + PANEL_WIDTH * panels.length,
    height: HEIGHT,
    margin: { l: 60, r: 20, t: 60, b: 90 },
    legend: { orientation: "h", x: 0.5, xanchor: "center", y: -0.24, yanchor: "top" },
    ...Object.fromEntries(panels.flatMap((metric, panel) => axes(metric, panel, panels.length, epochs))),
  };
  return new Figure(
    data,
    layout,
    `${title}: ${panels.join(" and ")} of ${Object.keys(named).join(" and ")} over ${epochs} epochs`,
  );
}

function isHistory(runs: HistoryLike | Record<string, HistoryLike>): runs is HistoryLike {
  const { history } = runs as HistoryLike;
  return history !== undefined && Object.values(history).every(Array.isArray);
}

function trace(
  name: string,
  recorded: HistoryLike,
  metric: string,
  panel: number,
  style: PlotlyObject,
): PlotlyObject {
  const values = recorded.history[metric];
  const epochs = recorded.epochsOf?.(metric) ?? [];
  return {
    type: "scatter",
    name,
    ...style,
    legendgroup: name,
    showlegend: panel === 0,
    x: values.map((_, i) => (epochs[i] ?? i) + 1),
    y: values,
    xaxis: axisName("x", panel),
    yaxis: axisName("y", panel),
  };
}

function axes(metric: string, panel: number, count: number, epochs: number): [string, PlotlyObject][] {
  const width = (1 - GAP * (count - 1)) / count;
  const start = panel * (width + GAP);
  return [
    [
      axisKey("x", panel),
      {
        title: { text: "epoch" },
        domain: [start, start + width],
        anchor: axisName("y", panel),
        ...(epochs <= FEW_EPOCHS && { dtick: 1 }),
      },
    ],
    [axisKey("y", panel), { title: { text: metric }, anchor: axisName("x", panel) }],
  ];
}
