export { Figure, type FigureBundle, type PlotlyObject } from "./figure";
export { type HistoryLike, type LearningCurvesOptions, learningCurves } from "./learning-curves";
export { loadPlotly } from "./render-svg";
export { type SpreadOptions, spread } from "./spread";
