/** The notebooks' texts make claims with numbers: each is computed here, and no number is left out. */
import assert from "node:assert/strict";
import { before, suite, test } from "node:test";
import { notebookNames, readNotebook } from "../../lib/day/notebook-file.ts";
import { Dense, optimizers, Sequential, sweep, utils } from "../../lib/keras/index.ts";
import { wholeText } from "../../lib/nbformat/notebook.ts";
import { loadBreastCancer, makeMoons } from "../../lib/sklearn/datasets/index.ts";
import { confusionMatrix, rocAucScore } from "../../lib/sklearn/metrics/index.ts";
import { StandardScaler } from "../../lib/sklearn/preprocessing/index.ts";

type Claims = Record<string, () => unknown>;

const holds = (condition: boolean, detail?: string) => assert.equal(condition, true, detail);

const x = [
  [0, 0],
  [0, 1],
  [1, 0],
  [1, 1],
];
const y = [0, 1, 1, 0];

/** The network of the index. */
async function xor(epochs: number, units = 8) {
  utils.clearSession();
  utils.setRandomSeed(42);
  const model = new Sequential([
    new Dense(units, { inputShape: [2], activation: "tanh" }),
    new Dense(1, { activation: "sigmoid" }),
  ]);
  model.compile({ optimizer: "adam", loss: "binary_crossentropy", metrics: ["accuracy"] });
  const { history } = await model.fit(x, y, { epochs, verbose: 0 });
  return { model, loss: history.loss, right: 4 * history.accuracy.at(-1)! };
}

type Cancer = Awaited<ReturnType<typeof loadBreastCancer>>;
let cancer: Cancer;
let scaled: Cancer["data"];
let labels: number[];
before(async () => {
  cancer = await loadBreastCancer();
  scaled = new StandardScaler().fitTransform(cancer.data);
  labels = Array.from(cancer.target.dataSync());
});

/** The network of exercise 4. */
const tumourNetwork = () => {
  const model = new Sequential([
    new Dense(10, { inputShape: [30], activation: "sigmoid" }),
    new Dense(5, { activation: "sigmoid" }),
    new Dense(1, { activation: "sigmoid" }),
  ]);
  model.compile({ optimizer: "adam", loss: "binary_crossentropy", metrics: ["accuracy"] });
  return model;
};

async function trained(data: Cancer["data"], seed = 3) {
  utils.clearSession();
  utils.setRandomSeed(seed);
  const model = tumourNetwork();
  const { history } = await model.fit(data, cancer.target, { epochs: 50, verbose: 0 });
  const scores = Array.from((await model.predict(data)).dataSync());
  return { model, history, scores };
}

const column = (name: string) => cancer.frame.column(name).values as number[];
const round = (value: number, digits: number) => Number(value.toFixed(digits));
const predicted = (scores: readonly number[], threshold = 0.5) => scores.map((s) => (s >= threshold ? 1 : 0));
const confusion = (...args: Parameters<typeof confusionMatrix>) => {
  const [a, b, c, d] = confusionMatrix(...args).dataSync();
  return [
    [a, b],
    [c, d],
  ];
};
const correlation = (a: readonly number[], b: readonly number[]) => {
  const [z, w] = [a, b].map((values) => {
    const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
    const deviations = values.map((value) => value - mean);
    const norm = Math.hypot(...deviations);
    return deviations.map((value) => value / norm);
  });
  return z.reduce((sum, value, i) => sum + value * w[i], 0);
};

/** By notebook and cell, the phrases that claim something. */
const claims: Record<string, Claims> = {
  "index title": {
    "in five short notebooks": () =>
      assert.equal(notebookNames().filter((name) => name.startsWith("ex")).length, 5),
    "right in more than 95 of 100 cases": async () => {
      const { history } = await trained(scaled);
      holds(history.accuracy.at(-1)! > 0.95);
    },
  },
  "index try-reading": {
    "The loss falls, and the four answers come close to what is expected.": async () => {
      const { model, loss, right } = await xor(1000);
      holds(loss.at(-1)! < loss[0] / 5);
      assert.equal(right, 4);
      const answers = (await model.predict(x)).dataSync();
      answers.forEach((answer, i) => {
        holds(Math.abs(answer - y[i]) < 0.15);
      });
    },
    "neurons (the 8)": () => {
      const code = readNotebook("index").cells.find(({ id }) => id === "xor")!;
      assert.match(wholeText(code.source), /new Dense\(8, [\s\S]*epochs: 1000,/);
    },
    "a network that is too small, or trained too briefly, does not get there.": async () => {
      holds((await xor(1000, 1)).right < 4);
      holds((await xor(100)).right < 4);
    },
  },
  "index boundary-reading": {
    "No straight line separates the two classes": () => {
      for (let angle = 0; angle < 360; angle++) {
        const [a, b] = [Math.cos((angle * Math.PI) / 180), Math.sin((angle * Math.PI) / 180)];
        const along = x.map(([first, second]) => a * first + b * second);
        const ones = along.filter((_, i) => y[i] === 1);
        const zeros = along.filter((_, i) => y[i] === 0);
        holds(Math.min(...ones) <= Math.max(...zeros));
      }
    },
    "train it for 250 epochs instead of 1000, run both cells again, and it is pale all over: all four answers are right, but hardly sure.":
      async () => {
        const { model, right } = await xor(250);
        assert.equal(right, 4);
        const plane = Array.from({ length: 441 }, (_, i) => [
          (i % 21) / 10 - 0.5,
          Math.floor(i / 21) / 10 - 0.5,
        ]);
        const tints = (await model.predict(plane)).dataSync();
        for (const tint of tints) holds(tint > 0.25 && tint < 0.75, String(tint));
        const answers = (await model.predict(x)).dataSync();
        for (const answer of answers) holds(Math.abs(answer - 0.5) < 0.1);
      },
    "After 100 epochs only two of them are.": async () => assert.equal((await xor(100)).right, 2),
  },
  "ex02_dense reading-1": {
    "each of 5 variables": () => {
      const { batch_input_shape: shape } = new Dense(8, { inputShape: [5] }).getConfig();
      assert.equal(String(shape), "(None, 5)");
    },
  },
  "ex02_dense reading-3": {
    "outputs one number between 0 and 1": async () => {
      const model = new Sequential([new Dense(1, { inputShape: [2], activation: "sigmoid" })]);
      const outputs = await model.predict([
        [-3, 5],
        [20, -4],
      ]);
      assert.deepEqual([...outputs.shape], [2, 1]);
      for (const output of outputs.dataSync()) holds(output >= 0 && output <= 1);
    },
  },
  "ex03_architecture reading": {
    "a sigmoid could only reach those between 0 and 1": async () => {
      const model = new Sequential([new Dense(1, { inputShape: [1], activation: "sigmoid" })]);
      const outputs = (await model.predict([[-1e6], [0], [1e6]])).dataSync();
      for (const output of outputs) holds(output >= 0 && output <= 1);
    },
    "5·8 + 8 = 48, 8·4 + 4 = 36 and 4·1 + 1 = 5, together 89.": () => {
      const model = regression();
      assert.deepEqual(
        [...model.layers.map((layer) => layer.countParams()), model.countParams()],
        [48, 36, 5, 89],
      );
      assert.deepEqual([5 * 8 + 8, 8 * 4 + 4, 4 * 1 + 1], [48, 36, 5]);
    },
  },
  "ex03_architecture reading-picture": {
    "The lines are the 40 + 32 + 4 weights; the other 13 of the 89 parameters are the biases": () => {
      const sizes = regression().layers.map((layer) => layer.getWeights().map(({ size }) => size));
      assert.deepEqual(sizes, [
        [40, 8],
        [32, 4],
        [4, 1],
      ]);
      assert.deepEqual([8 + 4 + 1, 40 + 32 + 4 + 13], [13, 89]);
    },
  },
  "ex04_optimize question-data": {
    "569 tumours": () => assert.deepEqual([...cancer.data.shape], [569, 30]),
    "its 30 measurements": () => assert.equal(cancer.featureNames.length, 30),
  },
  "ex04_optimize reading-data": {
    "the area goes into the thousands, the smoothness stays below 0.2": () => {
      holds(Math.max(...column("mean area")) > 2000);
      holds(Math.max(...column("mean smoothness")) < 0.2);
    },
    "Large tumours tend to be malignant": () => {
      // 0 is malignant.
      holds(
        rocAucScore(
          labels.map((label) => 1 - label),
          column("mean radius"),
        ) > 0.9,
      );
    },
    "no single measurement separates the classes": () => {
      for (const name of cancer.featureNames) {
        const area = rocAucScore(labels, column(name));
        holds(Math.max(area, 1 - area) < 1, name);
      }
    },
  },
  "ex04_optimize reading-1-network": {
    "Four entries for three layers": () => {
      const model = tumourNetwork();
      const { layers } = model.getConfig();
      assert.deepEqual([layers.length, model.layers.length, layers[0].class_name], [4, 3, "InputLayer"]);
    },
  },
  "ex04_optimize reading-1-training": {
    "its accuracy is 0.6274 = 357/569, the share of the larger class": async () => {
      const { history } = await trained(cancer.data);
      assert.equal(round(history.accuracy.at(-1)!, 4), 0.6274);
      assert.equal(round(357 / 569, 4), 0.6274);
      assert.equal(labels.filter((label) => label === 1).length, 357);
    },
    "Some measurements run into the thousands, so the sigmoids of the first layer are all but 0 or 1 for every tumour":
      async () => {
        const { model } = await trained(cancer.data);
        const first = new Sequential([model.layers[0]]);
        const outputs = Array.from((await first.predict(cancer.data)).dataSync());
        assert.equal(outputs.length, 5690);
        const undecided = outputs.filter((output) => output > 0.01 && output < 0.99);
        assert.equal(undecided.length, 0);
      },
    "the network learns one answer for all, the share itself": async () => {
      const { scores } = await trained(cancer.data);
      for (const score of scores) holds(Math.abs(score - 357 / 569) < 0.01);
    },
    "from seed 42 it crawls to 0.90 in the same time": async () => {
      const { history } = await trained(cancer.data, 42);
      assert.equal(round(history.accuracy.at(-1)!, 2), 0.9);
    },
  },
  "ex04_optimize question-2": {
    "gives every measurement mean 0 and standard deviation 1": () => {
      const values = scaled.dataSync();
      for (let feature = 0; feature < 30; feature++) {
        const its = labels.map((_, row) => values[row * 30 + feature]);
        const mean = its.reduce((sum, value) => sum + value, 0) / 569;
        const variance = its.reduce((sum, value) => sum + (value - mean) ** 2, 0) / 569;
        holds(Math.abs(mean) < 1e-5 && Math.abs(variance - 1) < 1e-4);
      }
    },
  },
  "ex04_optimize reading-2": {
    "The accuracy is above 0.95": async () => {
      const { history } = await trained(scaled);
      // Fewer than 50 epochs, and the audit's epoch 50.
      for (const epoch of [49, 50]) holds(history.accuracy[epoch - 1] > 0.95);
    },
    "fewer than 50 epochs and its audit for the accuracy at epoch 50: the log ends with both": () => {
      const cell = readNotebook("ex04_optimize").cells.find(({ id }) => id === "answer-2")!;
      const [, output] = JSON.stringify(cell).split('"outputs"');
      assert.match(output, /accuracy at epoch 49: 0\.98\d\d.*accuracy at epoch 50: 0\.98\d\d/);
    },
  },
  "ex04_optimize reading-errors": {
    "561 of 569 are right. Six malignant tumours are taken for benign ones, two benign for malignant":
      async () => {
        const { scores } = await trained(scaled);
        const [[malignant, missed], [alarms, benign]] = confusion(labels, predicted(scores));
        assert.deepEqual([malignant + benign, missed, alarms], [561, 6, 2]);
      },
  },
  "ex04_optimize reading-threshold": {
    "An area of 1 separates the classes without an error, 0.5 is guessing": () => {
      assert.equal(rocAucScore([0, 0, 1, 1], [0.1, 0.2, 0.3, 0.4]), 1);
      assert.equal(rocAucScore([0, 1, 0, 1], [0.5, 0.5, 0.5, 0.5]), 0.5);
    },
    "the network has 0.996, the radius alone 0.938": async () => {
      const { scores } = await trained(scaled);
      assert.equal(round(rocAucScore(labels, scores), 3), 0.996);
      assert.equal(
        round(
          rocAucScore(
            labels,
            column("mean radius").map((radius) => -radius),
          ),
          3,
        ),
        0.938,
      );
    },
    "a threshold above 0.5 misses fewer malignant tumours and raises more false alarms": async () => {
      const { scores } = await trained(scaled);
      const errors = (threshold: number) => {
        const [[, missed], [alarms]] = confusion(labels, predicted(scores, threshold));
        return { missed, alarms };
      };
      for (const threshold of [0.7, 0.8, 0.9]) {
        holds(errors(threshold).missed < errors(0.5).missed);
        holds(errors(threshold).alarms > errors(0.5).alarms);
      }
    },
  },
  "ex04_optimize reading-weights": {
    "pale rows, such as *compactness error*, hardly count": async () => {
      const { model } = await trained(scaled);
      const [kernel] = model.layers[0].getWeights();
      const weights = Array.from(kernel.dataSync());
      const strength = cancer.featureNames.map((_, row) =>
        weights.slice(row * 10, row * 10 + 10).reduce((sum, weight) => sum + Math.abs(weight), 0),
      );
      const palest = Math.min(...strength);
      assert.equal(cancer.featureNames[strength.indexOf(palest)], "compactness error");
      holds(palest < Math.max(...strength) / 3);
    },
    "radius, perimeter and area say nearly the same": () => {
      for (const name of ["mean perimeter", "mean area"])
        holds(correlation(column("mean radius"), column(name)) > 0.98);
    },
  },
  "ex04_optimize reading-picture": {
    "On raw data the loss is flat from the start, far from zero": async () => {
      const { history } = await trained(cancer.data);
      holds(history.loss.every((loss) => loss > 0.6 && Math.abs(loss - history.loss[0]) < 0.01));
    },
    "on scaled data it keeps falling, and after fifteen epochs the accuracy is above 0.9": async () => {
      const { history } = await trained(scaled);
      holds(history.loss.every((loss, i) => i === 0 || loss < history.loss[i - 1]));
      holds(history.accuracy.slice(14).every((accuracy) => accuracy > 0.9));
    },
  },
  "ex04_optimize reading-luck": {
    "every one of the thousand networks is above 0.95, from 0.9719 to 0.9877": async () => {
      utils.clearSession();
      const results = await sweep({
        seeds: 1000,
        x: scaled,
        y: cancer.target,
        epochs: 50,
        build: tumourNetwork,
      });
      const accuracies = results.map(({ history }) => history.accuracy[49]);
      const ends = [Math.min(...accuracies), Math.max(...accuracies)].map((accuracy) => round(accuracy, 4));
      assert.deepEqual([accuracies.length, ...ends], [1000, 0.9719, 0.9877]);
    },
    "One tumour more or less is 1/569 = 0.0018": () => assert.equal(round(1 / 569, 4), 0.0018),
  },
  "explore reading-luck": {
    "After ten epochs all of them are below 0.34": async () => {
      const [x, y] = makeMoons({ nSamples: 200, noise: 0.2, randomState: 42 });
      const build = () => {
        const model = new Sequential([
          new Dense(8, { activation: "tanh", inputShape: [2] }),
          new Dense(1, { activation: "sigmoid" }),
        ]);
        model.compile({ optimizer: new optimizers.Adam(0.03), loss: "binary_crossentropy" });
        return model;
      };
      const results = await sweep({ seeds: 1000, x, y, epochs: 10, build });
      assert.equal(results.length, 1000);
      for (const { history } of results) holds(history.loss[9] < 0.34);
    },
  },
};

function regression() {
  return new Sequential([
    new Dense(8, { inputShape: [5], activation: "sigmoid" }),
    new Dense(4, { activation: "sigmoid" }),
    new Dense(1, { activation: "linear" }),
  ]);
}

const textOf = (place: string) => {
  const [notebook, id] = place.split(" ");
  return wholeText(readNotebook(notebook).cells.find((cell) => cell.id === id)!.source);
};

for (const [place, phrases] of Object.entries(claims)) {
  suite(place, () => {
    for (const [phrase, compute] of Object.entries(phrases)) {
      test(phrase, async () => {
        assert.ok(textOf(place).includes(phrase), "the text says so");
        await compute();
      });
    }
  });
}

test("no number in a text about an output is left out", () => {
  const places = [...notebookNames(), "explore"].flatMap((notebook) =>
    readNotebook(notebook)
      .cells.filter((cell) => cell.cell_type === "markdown" && /reading/.test(cell.id!))
      .map((cell) => `${notebook} ${cell.id}`),
  );
  holds(places.length >= 15);
  for (const place of places) {
    let text = textOf(place).replaceAll(/`[^`]*`|Keras [\d.]+|exercise \d/g, "");
    for (const phrase of Object.keys(claims[place] ?? {})) {
      text = text.replace(phrase.replaceAll(/`[^`]*`/g, ""), "");
    }
    assert.doesNotMatch(text, /\d/, place);
  }
});
