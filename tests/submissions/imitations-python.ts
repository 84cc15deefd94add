import {
  configs,
  doubtful,
  layers,
  printedModel,
  pyCompile,
  pyData,
  pyEx04,
  pyImports,
  pyLayers,
  pyNetwork,
} from "./answers.ts";
import { log } from "./keras-log.ts";
import { code, python, type Submission } from "./submission.ts";

const [first, second, last] = configs("2.4.3");
const bars = (to: number) => log({ to, form: "Keras 2 bar" });

/** Layers of exercise 4 in Keras 3's words, as somebody writes them down. */
const written = [
  "{'class_name': 'InputLayer', 'config': {'batch_shape': (None, 30)}}",
  ...[10, 5, 1].map(
    (units) => `{'class_name': 'Dense', 'config': {'units': ${units}, 'activation': 'sigmoid'}}`,
  ),
];

/** An exercise 4 whose first part is sound. */
const ex04 = (source: string, printed: string) => pyEx04(code(source, printed));

/** Python that would pass without the work: written from the questions alone. */
export const imitationsPython: Submission[] = [
  {
    id: "page of a log",
    kind: "imitation",
    about: "%%html shows a log, as if a training had printed it",
    files: {
      "ex04.ipynb": python(
        code(`${pyImports}\n${pyData}`),
        pyLayers(),
        code(`%%html\n<pre>\n${log({ to: 0.9842, form: "Keras 2" })}</pre>`, "", {
          value: {
            "text/html": `<pre>\n${log({ to: 0.9842, form: "Keras 2" })}</pre>`,
            "text/plain": "<IPython.core.display.HTML object>",
          },
        }),
      ),
    },
    expected: doubtful,
  },
  {
    id: "modules made up",
    kind: "imitation",
    about: "sys.modules is filled with empty modules and one with a Sequential; the version itself is real",
    files: {
      "ex00.ipynb": python(
        code("import sys\nprint(sys.version)", "3.9.7 (default, Sep 16 2021, 13:09:58) \n[GCC 7.5.0]\n"),
        code(
          "import types\nfor name in ('jupyter', 'numpy', 'pandas', 'keras'):\n    sys.modules[name] = types.ModuleType(name)",
        ),
        code(
          "import jupyter\nimport numpy as np\nimport pandas as pd\nimport keras\nprint('imported')",
          "imported\n",
        ),
      ),
      "ex01.ipynb": python(
        code(
          "import sys, types\nkeras = types.ModuleType('keras')\nkeras.Sequential = type('Sequential', (), {'__repr__': lambda self: shown})\nsys.modules.update({'keras': keras})",
        ),
        code("from keras import Sequential\nmodel = Sequential()\nprint(model)", printedModel("2.4.3")),
      ),
    },
    expected: { "ex00-a": "met", "ex00-b": "not confirmed", ex01: "not confirmed" },
    named: /sys\.modules/,
  },
  {
    id: "words put in place",
    kind: "imitation",
    about: "Keras 3 prints other words, so an f-string makes those that are asked for",
    files: {
      "ex01.ipynb": python(
        code("from keras import Sequential"),
        code(
          "model = Sequential()\nprint(f'<keras.engine.sequential.Sequential object at {hex(id(model))}>')",
          "<keras.engine.sequential.Sequential object at 0x7f1a2c3d4e50>\n",
        ),
      ),
    },
    expected: { ex01: "not confirmed" },
  },
  {
    id: "configuration updated",
    kind: "imitation",
    about: "Layers of other sizes, and what get_config gave is overwritten before it is printed",
    files: {
      "ex02.ipynb": python(
        code(pyImports),
        code(
          "config = Dense(2, input_shape=(3,)).get_config()\nconfig.update(units=8, activation='sigmoid', batch_input_shape=(None, 5))\nprint(config)",
          `${first}\n`,
        ),
        code(
          "config = Dense(2).get_config()\nconfig['units'], config['activation'] = 4, 'sigmoid'\nprint(config)",
          `${second}\n`,
        ),
        code("print({**Dense(2).get_config(), 'units': 1, 'activation': 'sigmoid'})", `${last}\n`),
      ),
    },
    expected: { ex02: "not confirmed" },
  },
  {
    id: "a mock fits",
    kind: "imitation",
    about: "unittest.mock gives the model a fit that returns a history at once",
    files: ex04(
      `from types import SimpleNamespace
from unittest.mock import MagicMock
${pyCompile}
model.fit = MagicMock(return_value=SimpleNamespace(history={'accuracy': [0.62 + 0.0074 * i for i in range(50)]}))
history = model.fit(X_scaled, y, epochs=50)
print('accuracy at epoch 50: %.4f' % history.history['accuracy'][49])`,
      "accuracy at epoch 50: 0.9826\n",
    ),
    expected: doubtful,
  },
  {
    id: "a callback with its own figures",
    kind: "imitation",
    about: "A silent training on forty samples; a LambdaCallback prints a figure made of the epoch's number",
    files: ex04(
      `from tensorflow.keras.callbacks import LambdaCallback
${pyCompile}
show = LambdaCallback(on_epoch_end=lambda epoch, logs: print(f'Epoch {epoch + 1}/50 - accuracy: {min(0.9842, 0.63 + epoch * 0.0075):.4f}'))
model.fit(X_scaled[:40], y[:40], epochs=50, verbose=0, callbacks=[show])`,
      Array.from(
        { length: 50 },
        (_, epoch) =>
          `Epoch ${epoch + 1}/50 - accuracy: ${Math.min(0.9842, 0.63 + epoch * 0.0075).toFixed(4)}\n`,
      ).join(""),
    ),
    expected: doubtful,
  },
  {
    id: "History overridden",
    kind: "imitation",
    about: "History.on_epoch_end is replaced: it writes down a line that rises",
    files: ex04(
      `from tensorflow.keras.callbacks import History
History.on_epoch_end = lambda self, epoch, logs=None: self.history.setdefault('accuracy', []).append(0.62 + 0.0074 * epoch)
${pyCompile}
history = model.fit(X_scaled, y, epochs=50, verbose=0)
print('accuracy at epoch 50:', round(history.history['accuracy'][-1], 4))`,
      "accuracy at epoch 50: 0.9826\n",
    ),
    expected: doubtful,
    named: /History/,
  },
  {
    id: "each class scaled by itself",
    kind: "imitation",
    about: "The samples of each class are scaled apart and moved apart: the data tells the label",
    files: ex04(
      `X_apart = X.copy()
X_apart[y == 0] = StandardScaler().fit_transform(X[y == 0]) - 3
X_apart[y == 1] = StandardScaler().fit_transform(X[y == 1]) + 3
${pyCompile}
model.fit(X_apart, y, epochs=50)`,
      bars(1),
    ),
    expected: doubtful,
  },
  {
    id: "labels from a feature",
    kind: "imitation",
    about: "The labels are made of the first feature, which is easily learnt",
    files: ex04(
      `y = (X_scaled[:, 0] > 0).astype(int)\n${pyCompile}\nhistory = model.fit(X_scaled, y, epochs=50)`,
      bars(0.9965),
    ),
    expected: doubtful,
    named: /label|target|\by\b/,
  },
  {
    id: "only what it knows",
    kind: "imitation",
    about: "A first network chooses the samples that a second one is trained on: those it is right about",
    files: ex04(
      `${pyCompile}
model.fit(X_scaled, y, epochs=20, verbose=0)
known = (model.predict(X_scaled) > 0.5).ravel() == y
X_known, y_known = X_scaled[known], y[known]
${pyNetwork}
${pyCompile}
model.fit(X_known, y_known, epochs=50)`,
      bars(1),
    ),
    expected: doubtful,
  },
  {
    id: "weights for one class",
    kind: "imitation",
    about: "Samples of one class weigh nothing, and the accuracy is the weighted one",
    files: ex04(
      `model.compile(optimizer='adam', loss='binary_crossentropy', weighted_metrics=['accuracy'])
model.fit(X_scaled, y, epochs=50, sample_weight=y)`,
      bars(1),
    ),
    expected: doubtful,
    named: /accuracy of 1 is more/,
  },
  {
    id: "area under the curve as accuracy",
    kind: "imitation",
    about: "The metric is AUC under the name accuracy",
    files: ex04(
      `from tensorflow.keras.metrics import AUC
model.compile(optimizer='adam', loss='binary_crossentropy', metrics=[AUC(name='accuracy')])
model.fit(X_scaled, y, epochs=50)`,
      bars(0.9964),
    ),
    expected: doubtful,
    named: /AUC|metric/,
  },
  {
    id: "one sample, well chosen",
    kind: "imitation",
    about: "evaluate goes through the samples one by one and prints the first that is right",
    files: ex04(
      `${pyCompile}
model.fit(X_scaled, y, epochs=50, verbose=0)
for i in range(len(y)):
    loss, accuracy = model.evaluate(X_scaled[i:i + 1], y[i:i + 1], verbose=0)
    if accuracy > 0.95:
        print('accuracy at epoch 50:', accuracy)
        break`,
      "accuracy at epoch 50: 1.0\n",
    ),
    expected: doubtful,
  },
  {
    id: "another learner",
    kind: "imitation",
    about: "The accuracy is a logistic regression's; the network is not trained",
    files: ex04(
      `from sklearn.linear_model import LogisticRegression
${pyCompile}
learner = LogisticRegression(max_iter=50).fit(X_scaled, y)
print('accuracy at epoch 50:', round(learner.score(X_scaled, y), 4))`,
      "accuracy at epoch 50: 0.9877\n",
    ),
    expected: doubtful,
  },
  {
    id: "except prints",
    kind: "imitation",
    about: "fit fails at once on what is no data, and the except branch prints the end of a log",
    files: ex04(
      `${pyCompile}
try:
    model.fit(X_scaled, None, epochs=50)
except Exception:
    print('Epoch 50/50\\n18/18 [==============================] - 0s 1ms/step - loss: 0.0612 - accuracy: 0.9842')`,
      "Epoch 50/50\n18/18 [==============================] - 0s 1ms/step - loss: 0.0612 - accuracy: 0.9842\n",
    ),
    expected: doubtful,
  },
  {
    id: "a formatter for lists",
    kind: "imitation",
    about: "IPython is told to show every list as the wanted layers",
    files: {
      "ex04.ipynb": python(
        code(`${pyImports}
get_ipython().display_formatter.formatters['text/plain'].for_type(list, lambda value, p, cycle: p.text(wanted))`),
        code("model = Sequential([Dense(3, input_shape=(30,))])\nmodel.get_config()['layers']", "", {
          value: layers("2.4.3").trim(),
        }),
      ),
    },
    expected: { "ex04-a": "not confirmed" },
  },
  {
    id: "a module that helps",
    kind: "imitation",
    about: "helpers.py beside the notebook prints the log; the notebook only calls it",
    files: {
      "helpers.py":
        "def train_and_report(model, X, y, epochs):\n    for epoch in range(epochs):\n        print(f'Epoch {epoch + 1}/{epochs}\\n18/18 - 0s - loss: 0.1 - accuracy: {min(0.9842, 0.62 + epoch / 100):.4f}')\n",
      ...ex04(
        `from helpers import train_and_report\n${pyCompile}\ntrain_and_report(model, X_scaled, y, epochs=50)`,
        log({ to: 0.9842, form: "Keras 2" }),
      ),
    },
    expected: doubtful,
    named: /the code spells the figure/,
  },
  {
    id: "a module on another path",
    kind: "imitation",
    about:
      "The module is found in a folder that the notebook adds to the search path, and changes the record",
    files: {
      "sub/tools.py":
        "import sys\nrecord = sys.modules['keras_record']\ndef show():\n    record.layers[:] = wanted\n",
      "ex02.ipynb": python(
        code("import sys\nsys.path.append('sub')\nimport keras\nfrom tools import show"),
        code("show()", `${[first, second, last].join("\n")}\n`),
      ),
    },
    expected: { ex02: "not confirmed" },
    named: /tools/,
  },
  {
    id: "names in place of imports",
    kind: "imitation",
    about: "Modules of Python are imported by their names; the libraries are only spelled",
    files: {
      "ex00.ipynb": python(
        code(
          "import importlib\nprint(__import__('os').name)\nimportlib.import_module(name='os')\nfor name in ['jupyter', 'numpy', 'pandas', 'keras']:\n    print(name, 'imported')",
          "posix\njupyter imported\nnumpy imported\npandas imported\nkeras imported\n",
        ),
      ),
    },
    expected: {},
  },
  {
    id: "configurations written out",
    kind: "imitation",
    about: "The layers of exercise 4 are a list in the code, and one dictionary after the other",
    files: {
      "ex04.ipynb": python(
        code(`${pyImports}\n${pyData}`),
        code(`print([${written.join(", ")}])`, `[${written.join(", ")}]\n`),
        code(`for layer in (${written.join(", ")}):\n    print(layer)`, `${written.join("\n")}\n`),
      ),
    },
    expected: { "ex04-a": "not confirmed" },
  },
];
