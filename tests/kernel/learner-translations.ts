/** More of Python and its translation: data, layers and figures, as learners write them. */

/** Code and the line that is shown for it. */
export const learnerLines: [code: string, line: string][] = [
  ["len(m.getWeights()[0])", "m.getWeights()[0].shape[0];"],
  [
    "[1 if p > 0.5 else 0 for p in m.predict(X)]",
    "[...(await m.predict(X)).values].map((p) => p > 0.5 ? 1 : 0);",
  ],
  ["fitted1 = StandardScaler().fit(X)", "const fitted1 = new StandardScaler().fit(X);"],
  ["X1, y1 = load_iris(return_X_y=True)", "const { data: X1, target: y1 } = await loadIris();"],
  ['tf.keras.layers.Dense(4, activation="relu")', 'new keras.layers.Dense(4, { activation: "relu" });'],
  ["Math.mean(xs)", "xs.reduce((sum, x) => sum + x, 0) / xs.length;"],
  [
    "m.getWeights()[0].map((row) => row[0])",
    "(m.getWeights()[0].arraySync() as number[][]).map((row) => row[0])",
  ],
  // Figures.
  ['plt.plot(past.history["loss"], label="train")\nplt.legend()', "learningCurves(past);"],
  [
    "plt.plot(xs, y, 'r--')\nplt.show()",
    'new Figure([{ type: "scatter", x: xs, y: y }], { width: 600, height: 400 }, "a curve");',
  ],
  ["plt.hist(xs, bins=20)", "histplot(xs, { bins: 20 });"],
  ["plt.scatter(xs, y, c=y)", "scatterplot(xs, y, { hue: y });"],
  ['frame["a"].hist(bins=9)', 'histplot(frame["a"], { bins: 9 });'],
  ['frame.plot.scatter(x="a", y="b")', 'scatterplot(frame["a"], frame["b"], { xLabel: "a", yLabel: "b" });'],
  ['px.histogram(frame, x="a", nbins=9)', 'histplot(frame["a"], { bins: 9 });'],
  [
    'sns.scatterplot(data=frame, x="a", y="b", hue="c")',
    'scatterplot(frame["a"], frame["b"], { hue: frame["c"], xLabel: "a", yLabel: "b" });',
  ],
  [
    'frame.plot(x="a", y="b", kind="scatter")',
    'scatterplot(frame["a"], frame["b"], { xLabel: "a", yLabel: "b" });',
  ],
];
