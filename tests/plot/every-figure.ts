import { Dense, layers, Sequential, utils } from "../../lib/keras/index.ts";
import { asArray, NDArray } from "../../lib/ndarray.ts";
import {
  confusionMatrixDisplay,
  decisionBoundaryDisplay,
  type Figure,
  histograms,
  histplot,
  layerWeights,
  learningCurves,
  plotModel,
  rocCurveDisplay,
  scatterMatrix,
  scatterplot,
} from "../../lib/plot/index.ts";
import { loadBreastCancer } from "../../lib/sklearn/datasets/index.ts";
import { StandardScaler } from "../../lib/sklearn/preprocessing/index.ts";

/** A figure of every kind, from the day's data and nets, small and large. */
export async function everyFigure(): Promise<Record<string, Figure>> {
  utils.clearSession();
  utils.setRandomSeed(3);
  const { data, target, frame, featureNames, targetNames } = await loadBreastCancer();
  const X = new StandardScaler().fitTransform(data);
  const model = new Sequential([
    new Dense(10, { inputShape: [30], activation: "sigmoid" }),
    new Dense(5, { activation: "sigmoid" }),
    new Dense(1, { activation: "sigmoid" }),
  ]);
  model.compile({ optimizer: "adam", loss: "binary_crossentropy", metrics: ["accuracy"] });
  const history = await model.fit(X, target, { epochs: 30, verbose: 0, validationSplit: 0.2 });
  const scores = await model.predict(X);
  const labels = Array.from(scores.values, (score) => (score >= 0.5 ? 1 : 0));
  const wide = new Sequential([
    new layers.Flatten({ inputShape: [28, 28] }),
    new Dense(512, { activation: "relu" }),
    new layers.Dropout(0.5),
    new Dense(10, { activation: "softmax" }),
  ]);
  const deep = new Sequential(
    Array.from({ length: 16 }, (_, i) => new Dense(6, i === 0 ? { inputShape: [4] } : {})),
  );
  const pair = asArray(frame.loc({ columns: featureNames.slice(0, 2) }) as never, "float64");
  const right = {
    predict: (points: NDArray) =>
      new NDArray(
        points.values.map((value) => 1 / (1 + Math.exp(value - 15))).filter((_, i) => i % 2 === 0),
        [points.shape[0], 1],
      ),
  };
  const thirds = {
    predict: (points: NDArray) =>
      new NDArray(
        Float64Array.from({ length: points.shape[0] * 3 }, (_, i) => {
          const x = points.values[2 * Math.floor(i / 3)];
          return [20 - x, 6, x - 10][i % 3] / 16;
        }),
        [points.shape[0], 3],
      ),
  };
  const classes = Array.from({ length: pair.shape[0] }, (_, i) =>
    pair.values[2 * i] < 13 ? 0 : pair.values[2 * i] < 17 ? 1 : 2,
  );
  const names = ["setosa", "versicolor", "virginica"];
  const runs = Object.fromEntries(
    Array.from({ length: 6 }, (_, i) => [
      `run ${i + 1}`,
      { history: { loss: [1, 0.5 / (i + 1), 0.3 / (i + 1)] } },
    ]),
  );
  return {
    learningCurves: learningCurves(history),
    "learningCurves of two": learningCurves({ "raw data": history, "scaled data": history }),
    "learningCurves of six": learningCurves(runs),
    confusionMatrixDisplay: confusionMatrixDisplay(target, labels, { displayLabels: targetNames }),
    "confusionMatrixDisplay of three": confusionMatrixDisplay(
      classes,
      classes.map((label, i) => (i % 7 ? label : 0)),
      {
        displayLabels: names,
        normalize: "true",
      },
    ),
    rocCurveDisplay: rocCurveDisplay(target, {
      network: scores,
      "mean radius": Float64Array.from({ length: 569 }, (_, i) => -X.values[30 * i]),
    }),
    decisionBoundaryDisplay: await decisionBoundaryDisplay(right, pair, target, {
      featureNames: ["mean radius", "mean texture"],
      targetNames,
    }),
    "decisionBoundaryDisplay of three": await decisionBoundaryDisplay(thirds, pair, classes, {
      targetNames: names,
    }),
    layerWeights: layerWeights(model.layers[0], { featureNames }),
    "layerWeights of one unit": layerWeights(model.layers[2]),
    "layerWeights of a wide layer": layerWeights(wide.layers[1]),
    plotModel: plotModel(model),
    "plotModel of a wide net": plotModel(wide),
    "plotModel of a deep net": plotModel(deep),
    histplot: histplot(Array.from({ length: 200 }, (_, i) => 0.97 + (i % 11) / 569)),
    histograms: histograms(frame as never, { y: "target", targetNames }),
    "histograms of one": histograms({ a: [1, 2, 2, 3, 3, 3] }),
    scatterMatrix: scatterMatrix(frame as never, { y: "target", targetNames }),
    scatterplot: scatterplot(labels, scores, { xLabel: "label", yLabel: "probability" }),
    "scatterplot of classes": scatterplot(pair.values.slice(0, 60), pair.values.slice(60, 120), {
      hue: classes.slice(0, 60),
      targetNames: names,
    }),
    "scatterMatrix of two": scatterMatrix({ a: [1, 2, 3, 4], b: [4, 1, 3, 2] }, { y: ["p", "q", "q", "p"] }),
  };
}
