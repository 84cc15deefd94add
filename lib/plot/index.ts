export { type ConfusionMatrixDisplayOptions, confusionMatrixDisplay } from "./confusion-matrix-display";
export {
  type DecisionBoundaryDisplayOptions,
  decisionBoundaryDisplay,
  type Predictor,
} from "./decision-boundary-display";
export { Figure, type FigureBundle, type PlotlyObject } from "./figure";
export type { Columns } from "./frame-columns";
export { type HistogramsOptions, histograms } from "./histograms";
export { type LayerLike, type LayerWeightsOptions, layerWeights } from "./layer-weights";
export { type HistoryLike, type LearningCurvesOptions, learningCurves } from "./learning-curves";
export { type ModelLike, type PlotModelOptions, plotModel } from "./plot-model";
export { loadPlotly } from "./render-svg";
export { type RocCurveDisplayOptions, rocCurveDisplay } from "./roc-curve-display";
export { type ScatterMatrixOptions, scatterMatrix } from "./scatter-matrix";
export { type SpreadOptions, spread } from "./spread";
