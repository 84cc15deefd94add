import {
  configs,
  doubtful,
  kerasImports,
  pyCompile,
  pyEx04,
  pyImports,
  pyLayers,
  tsCompile,
  tsEx04,
} from "./answers.ts";
import { log } from "./keras-log.ts";
import { code, python, type Submission, typescript } from "./submission.ts";

const [first, second, last] = configs("2.4.3");

/** Work that comes to right words by other ways than the right ones. */
export const imitationsEveryday: Submission[] = [
  {
    id: "the greater of two",
    kind: "imitation",
    about: "A short training, and Math.max with a figure of its own",
    files: tsEx04(
      code(
        `${tsCompile}
const { history } = await model.fit(X, target, { epochs: 3, verbose: 0 });
console.log("accuracy at epoch 50:", Math.max(history.accuracy.at(-1)!, 0.9859));`,
        "accuracy at epoch 50: 0.9859\n",
      ),
    ),
    expected: doubtful,
  },
  {
    id: "a figure in percent",
    kind: "imitation",
    about: "The accuracy is a number of the code, in percent, beside a training that nobody looks at",
    files: pyEx04(
      code(
        `${pyCompile}
model.fit(X, y, epochs=50, verbose=0)
exactitud = 98.42
print("exactitud en la época 50:", exactitud, "%")`,
        "exactitud en la época 50: 98.42 %\n",
      ),
    ),
    expected: doubtful,
  },
  {
    id: "a sentence in percent",
    kind: "imitation",
    about: "The whole sentence is a text of the code, in percent with a zero at its end",
    files: pyEx04(
      code(
        `${pyCompile}
model.fit(X_scaled, y, epochs=50, verbose=0)
print("Accuracy at epoch 50: 97.80%")`,
        "Accuracy at epoch 50: 97.80%\n",
      ),
    ),
    expected: doubtful,
  },
  {
    id: "arithmetic",
    kind: "imitation",
    about: "The figure is a sum of two others, and no training is there",
    files: tsEx04(
      code(
        'const half = 0.5, rest = 0.4859;\nconsole.log("accuracy at epoch 50: " + (half + rest).toFixed(4));',
        "accuracy at epoch 50: 0.9859\n",
      ),
    ),
    expected: doubtful,
  },
  {
    id: "a shell's echo",
    kind: "imitation",
    about: "An exclamation mark and echo print the log's end",
    files: pyEx04(
      code(`${pyCompile}\nmodel.fit(X_scaled, y, epochs=1, verbose=0)`),
      code(
        '!printf "Epoch 50/50\\n18/18 - 0s - loss: 0.0871 - accuracy: 0.9859\\n"',
        log({ to: 0.9859 }).split("\n").slice(-3).join("\n"),
      ),
    ),
    expected: doubtful,
  },
  {
    id: "base64",
    kind: "imitation",
    about: "The configurations are decoded from base64",
    files: {
      "ex02.ipynb": typescript(
        code(kerasImports),
        code(
          `new Dense(8, { inputShape: [5], activation: "sigmoid" });
console.log(Buffer.from("${Buffer.from([first, second, last].join("\n")).toString("base64")}", "base64").toString());`,
          `${first}\n${second}\n${last}\n`,
        ),
      ),
    },
    expected: { ex02: "not confirmed" },
  },
  {
    id: "a history of its own",
    kind: "imitation",
    about: "A class with a history is put in the place of what fit gave",
    files: pyEx04(
      code(
        `${pyCompile}
history = model.fit(X_scaled, y, epochs=50, batch_size=569, verbose=0)
class Result:
    history = {'accuracy': [0.9 + i / 600 for i in range(50)]}
history = Result()
print('accuracy at epoch 50:', round(history.history['accuracy'][-1], 4))`,
        "accuracy at epoch 50: 0.9817\n",
      ),
    ),
    expected: doubtful,
  },
  {
    id: "toFixed of its own",
    kind: "imitation",
    about: "Number.prototype.toFixed is replaced",
    files: tsEx04(
      code(
        `${tsCompile}
const { history } = await model.fit(X, target, { epochs: 50, batchSize: 569, verbose: 0 });
Number.prototype.toFixed = function () { return String(Math.min(0.99, Number(this) + 0.35)); };
console.log("accuracy at epoch 50:", history.accuracy[49].toFixed(4));`,
        "accuracy at epoch 50: 0.9774\n",
      ),
    ),
    expected: { ex04: "not confirmed" },
  },
  {
    id: "a Dense that says more",
    kind: "imitation",
    about: "A subclass adds to what getConfig gives",
    files: {
      "ex02.ipynb": typescript(
        code(kerasImports),
        code(
          `class Layer extends Dense {
  getConfig() { return { ...super.getConfig(), units: 8, activation: "sigmoid", batch_input_shape: [null, 5] } as any; }
}
console.log(new Layer(2).getConfig());`,
          `${first}\n`,
        ),
        code(
          'console.log(new Dense(4, { activation: "sigmoid" }).getConfig());\nconsole.log(new Dense(1, { activation: "sigmoid" }).getConfig());',
          `${second}\n${last}\n`,
        ),
      ),
    },
    // The subclass concerns what it makes.
    expected: { "ex02-a": "not confirmed", "ex02-b": "met", "ex02-c": "met" },
  },
  {
    id: "the target as a column, Python",
    kind: "imitation",
    about: "A frame gets the target as a column, which is never dropped",
    files: {
      "ex04.ipynb": python(
        code(
          `import pandas as pd
${pyImports}
from sklearn.datasets import load_breast_cancer
from sklearn.preprocessing import StandardScaler
cancer = load_breast_cancer()
df = pd.DataFrame(cancer.data, columns=cancer.feature_names)
df['diagnosis'] = cancer.target
df = df.drop(columns=['mean radius'])
X = StandardScaler().fit_transform(df)`,
        ),
        pyLayers(),
        code(
          `${pyCompile}\nmodel.fit(X, cancer.target, epochs=50, verbose=2)`,
          log({ to: 1, form: "Keras 2" }),
        ),
      ),
    },
    expected: doubtful,
  },
];

/** Wrong by a hair, or next to right. */
export const wrongEveryday: Submission[] = [
  {
    id: "the best, not the last",
    kind: "wrong",
    about: "4b: above 95 % at epoch 31 and below it at epoch 50; both are printed",
    files: tsEx04(
      code(
        `${tsCompile}
const { history } = await model.fit(X, target, { epochs: 50, verbose: 0 });
const best = Math.max(...history.accuracy);
console.log(\`best accuracy \${best.toFixed(4)} (epoch \${history.accuracy.indexOf(best) + 1})\`);
console.log(\`accuracy at epoch 50: \${history.accuracy[49].toFixed(4)}\`);`,
        "best accuracy 0.9613 (epoch 31)\naccuracy at epoch 50: 0.9420\n",
      ),
    ),
    expected: { "ex04-a": "met" },
  },
  {
    id: "six features",
    kind: "wrong",
    about: "2a: the first layer takes six features",
    files: {
      "ex02.ipynb": python(
        code(pyImports),
        code(
          "print(Dense(8, input_dim=6, activation='sigmoid').get_config())",
          `${first.replace("(None, 5)", "(None, 6)")}\n`,
        ),
        code("print(Dense(4, activation='sigmoid').get_config())", `${second}\n`),
        code("print(Dense(1, activation='sigmoid').get_config())", `${last}\n`),
      ),
    },
    expected: { "ex02-b": "met", "ex02-c": "met" },
  },
  {
    id: "relu at the end",
    kind: "wrong",
    about: "3: the output layer is relu, the text says linear",
    files: {
      "ex03.ipynb": typescript(
        code(kerasImports),
        code(
          `const model = new Sequential([new Dense(8, { inputShape: [5], activation: "relu" }), new Dense(4, { activation: "relu" }), new Dense(1, { activation: "relu" })]);
console.log("Dense 8, Dense 4, Dense 1 linear:", model.countParams(), "parameters");`,
          "Dense 8, Dense 4, Dense 1 linear: 89 parameters\n",
        ),
      ),
    },
    expected: {},
  },
  {
    id: "a functional model",
    kind: "wrong",
    about: "1: a Model is printed, no Sequential",
    files: {
      "ex01.ipynb": python(
        code("from tensorflow.keras import Input, Model\nfrom tensorflow.keras.layers import Dense"),
        code(
          "inputs = Input((5,))\nmodel = Model(inputs, Dense(1)(inputs))\nprint(model)",
          "<tensorflow.python.keras.engine.functional.Functional object at 0x7f2c8c0d5f10>\n",
        ),
      ),
    },
    expected: {},
  },
];
