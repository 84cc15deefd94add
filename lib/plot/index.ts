/** Figures for the data, training and results of a model, drawn by plotly. */
export { type ConfusionMatrixDisplayOptions, confusionMatrixDisplay } from "./confusion-matrix-display.ts";
export {
  type DecisionBoundaryDisplayOptions,
  decisionBoundaryDisplay,
  type Predictor,
} from "./decision-boundary-display.ts";
export { type LoadedPlotly, loadPlotly } from "./drawing.ts";
export { Figure, type FigureBundle, type FigureJson, type PlotlyObject } from "./figure.ts";
export type { Columns } from "./frame-columns.ts";
export { type HistogramsOptions, histograms } from "./histograms.ts";
export { type HistplotOptions, histplot } from "./histplot.ts";
export { type LayerLike, type LayerWeightsOptions, layerWeights } from "./layer-weights.ts";
export { type HistoryLike, type LearningCurvesOptions, learningCurves } from "./learning-curves.ts";
export { type ModelLayer, type ModelLike, type PlotModelOptions, plotModel } from "./plot-model.ts";
export { type RocCurveDisplayOptions, rocCurveDisplay } from "./roc-curve-display.ts";
export { type ScatterMatrixOptions, scatterMatrix } from "./scatter-matrix.ts";
export { type ScatterplotOptions, scatterplot } from "./scatterplot.ts";
