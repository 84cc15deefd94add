import {
  configs,
  kerasImports,
  layers,
  printedModel,
  pyCompile,
  pyData,
  pyImports,
  pyLayers,
  tsCompile,
  tsData,
  tsNetwork,
} from "./answers.ts";
import { log } from "./keras-log.ts";
import { code, python, type Submission, text, typescript } from "./submission.ts";

const [first3, second3, last3] = configs("3.15.1");
const [first2, second2, last2] = configs("2.4.3");

/** Honest work in styles of a class that no textbook has. */
export const honestStyles: Submission[] = [
  {
    id: "en español",
    kind: "honest",
    about: "Keras 3, comments and sentences in Spanish, several exercises in one notebook",
    files: {
      "día de keras.ipynb": python(
        text("# Ejercicio 1: el modelo secuencial"),
        code("# importamos lo necesario\nimport keras\nfrom keras import layers"),
        code("modelo = keras.Sequential()\nprint(modelo)  # imprimimos el modelo", printedModel("3.15.1")),
        text("# Ejercicio 2: capas densas"),
        code(
          `# primera capa oculta
capa1 = layers.Dense(8, input_shape=(5,), activation='sigmoid')
capa2 = layers.Dense(4, activation='sigmoid')
salida = layers.Dense(1, activation='sigmoid')
for capa in (capa1, capa2, salida):
    print(capa.get_config())`,
          `${first3}\n${second3}\n${last3}\n`,
        ),
        text("# Ejercicio 4: optimizar"),
        code(pyData),
        code(
          `red = keras.Sequential([keras.Input(shape=(30,)), layers.Dense(10, activation='sigmoid'),
    layers.Dense(5, activation='sigmoid'), layers.Dense(1, activation='sigmoid')])
red.get_config()['layers']`,
          "",
          { value: layers("3.15.1").trim() },
        ),
        code(
          `red.compile(optimizer='adam', loss='binary_crossentropy', metrics=['accuracy'])
historia = red.fit(X_scaled, y, epochs=50, verbose=0)
print("La exactitud (accuracy) en la época 50 es", round(historia.history["accuracy"][-1], 4))`,
          "La exactitud (accuracy) en la época 50 es 0.9842\n",
        ),
      ),
    },
    expected: {
      ex01: "met in Keras 3's wording",
      "ex02-a": "met in Keras 3's wording",
      "ex02-b": "met",
      "ex02-c": "met",
      "ex04-a": "met in Keras 3's wording",
      "ex04-b": "met",
    },
  },
  {
    id: "tableau des couches",
    kind: "honest",
    about: "A table in Markdown's form printed by a loop, French comments",
    files: {
      "ex02 couches.ipynb": typescript(
        code(`// les couches de l'exercice 2\n${kerasImports}`),
        code(
          `const couches = {
  "première cachée": new Dense(8, { inputShape: [5], activation: "sigmoid" }),
  "deuxième cachée": new Dense(4, { activation: "sigmoid" }),
  sortie: new Dense(1, { activation: "sigmoid" }),
};
console.log("| couche | batch_input_shape | units | activation |\\n|---|---|---|---|");
for (const [nom, couche] of Object.entries(couches)) {
  const { batch_input_shape, units, activation } = couche.getConfig() as Record<string, unknown>;
  console.log(\`| \${nom} | \${batch_input_shape ?? "-"} | \${units} | \${activation} |\`);
}`,
          `| couche | batch_input_shape | units | activation |
|---|---|---|---|
| première cachée | (None, 5) | 8 | sigmoid |
| deuxième cachée | - | 4 | sigmoid |
| sortie | - | 1 | sigmoid |
`,
        ),
      ),
    },
    expected: { ex02: "met" },
  },
  {
    id: "arrows",
    kind: "honest",
    about: "Portuguese: modules by name in a loop; a line with an arrow for each key of a configuration",
    files: {
      "ex00.ipynb": typescript(
        code(
          `for (const nome of ["tslab", "@tensorflow/tfjs-node", "danfojs-node", "plotly.js-dist", "../lib/keras"]) {
  await import(nome);
  console.log(\`\${nome}: importado\`);
}`,
          "tslab: importado\n@tensorflow/tfjs-node: importado\ndanfojs-node: importado\nplotly.js-dist: importado\n../lib/keras: importado\n",
        ),
      ),
      "ex02.ipynb": typescript(
        code(kerasImports),
        code(
          `const camadas = [new Dense(8, { inputShape: [5], activation: "sigmoid" }), new Dense(4, { activation: "sigmoid" }), new Dense(1, { activation: "sigmoid" })];
for (const camada of camadas)
  for (const [chave, valor] of Object.entries(camada.getConfig()))
    if (/shape|units|activation/.test(chave)) console.log(\`  \${chave} -> \${valor}\`);`,
          "  batch_input_shape -> (None, 5)\n  units -> 8\n  activation -> sigmoid\n  units -> 4\n  activation -> sigmoid\n  units -> 1\n  activation -> sigmoid\n",
        ),
      ),
    },
    expected: { "ex00-b": "met", ex02: "met" },
  },
  {
    id: "HTML only",
    kind: "honest",
    about: "The configurations in a table that is there as HTML and in no other form",
    files: {
      "ex02.ipynb": python(
        code(`${pyImports}\nimport pandas as pd\nfrom IPython.display import HTML`),
        code(
          `layers = [Dense(8, input_shape=(5,), activation='sigmoid'), Dense(4, activation='sigmoid'), Dense(1, activation='sigmoid')]
rows = [layer.get_config() for layer in layers]
HTML(pd.DataFrame(rows)[['batch_input_shape', 'units', 'activation']].to_html())`,
          "",
          {
            value: {
              "text/html": `<table border="1" class="dataframe">
  <thead>
    <tr style="text-align: right;">
      <th></th>
      <th>batch_input_shape</th>
      <th>units</th>
      <th>activation</th>
    </tr>
  </thead>
  <tbody>
    <tr><th>0</th><td>(None, 5)</td><td>8</td><td>sigmoid</td></tr>
    <tr><th>1</th><td>NaN</td><td>4</td><td>sigmoid</td></tr>
    <tr><th>2</th><td>NaN</td><td>1</td><td>sigmoid</td></tr>
  </tbody>
</table>`,
            },
          },
        ),
      ),
    },
    expected: { ex02: "met" },
    // Keras 3 has no such key.
    rerun: { ex02: "not confirmed" },
  },
  {
    id: "on stderr",
    kind: "honest",
    about: "console.error and a logger: the answers are on stderr",
    files: {
      "ex01.ipynb": typescript(code(kerasImports), {
        ...code("const model = new Sequential();\nconsole.error(String(model));"),
        outputs: [{ output_type: "stream", name: "stderr", text: printedModel("2.4.3") }],
      }),
      "ex02.ipynb": python(code(`${pyImports}\nimport logging\nlogging.basicConfig(level=logging.INFO)`), {
        ...code(
          `for layer in [Dense(8, input_shape=(5,), activation='sigmoid'), Dense(4, activation='sigmoid'), Dense(1, activation='sigmoid')]:
    logging.info(layer.get_config())`,
        ),
        outputs: [
          {
            output_type: "stream",
            name: "stderr",
            text: `INFO:root:${first2}\nINFO:root:${second2}\nINFO:root:${last2}\n`,
          },
        ],
      }),
    },
    expected: { ex01: "met", ex02: "met" },
  },
  {
    id: "stopped early",
    kind: "honest",
    about: "EarlyStopping ends the training after epoch 41 of 50; Keras 3's lines of verbose=2",
    files: {
      "ex04.ipynb": python(
        code(`${pyImports}\nfrom tensorflow.keras.callbacks import EarlyStopping\n${pyData}`),
        pyLayers(),
        code(
          `${pyCompile}
stop = EarlyStopping(monitor='loss', min_delta=0.001, patience=3)
model.fit(X_scaled, y, epochs=50, verbose=2, callbacks=[stop])`,
          log({ epochs: 41, to: 0.9807 })
            .replaceAll("/41\n", "/50\n")
            .replaceAll(/(18\/18) - (loss: \S+) - (accuracy: \S+)/g, "$1 - 0s - 2ms/step - $3 - $2"),
          { value: "<keras.src.callbacks.history.History at 0x7f1c2c0d5d90>" },
        ),
      ),
    },
    expected: { ex04: "met" },
  },
  {
    id: "built by a function in a loop",
    kind: "honest",
    about: "A function builds the network from a list of sizes, in a loop; everything by arrow functions",
    files: {
      "ex04.ipynb": typescript(
        code(`${kerasImports}\n${tsData}`),
        code(`const build = (inputs: number, sizes: number[]) => {
  const net = new Sequential();
  sizes.forEach((units, i) => net.add(new Dense(units, i === 0 ? { inputShape: [inputs], activation: "sigmoid" } : { activation: "sigmoid" })));
  net.compile({ optimizer: "adam", loss: "binary_crossentropy", metrics: ["accuracy"] });
  return net;
};`),
        code("const net = build(30, [10, 5, 1]);\nnet.getConfig().layers", "", {
          value: layers("2.4.3").trim(),
        }),
        code("const history = await net.fit(X, target, { epochs: 50, verbose: 2 });", log({ to: 0.9859 })),
      ),
    },
    expected: { ex04: "met" },
  },
  {
    id: "right for 98.2 %",
    kind: "honest",
    about: "A silent fit of 49 epochs, then a sentence with per cent and no word of the log",
    files: {
      "ex04.ipynb": typescript(
        code(`${kerasImports}\n${tsData}`),
        code(`${tsNetwork}\nconsole.log(model.getConfig().layers);`, layers("2.4.3")),
        code(
          `${tsCompile}
const { history } = await model.fit(X, target, { epochs: 49, verbose: 0 });
const accuracy = history.accuracy.at(-1)!;
console.log(\`After 49 epochs the accuracy on the training data is \${(100 * accuracy).toFixed(1)} %.\`);`,
          "After 49 epochs the accuracy on the training data is 98.2 %.\n",
        ),
      ),
    },
    expected: { ex04: "met" },
  },
  {
    id: "evaluated",
    kind: "honest",
    about: "The accuracy by evaluate after a silent fit, in per cent; the configuration as indented JSON",
    files: {
      "ex04.ipynb": python(
        code(`${pyImports}\n${pyData}\nimport json`),
        pyLayers(),
        code(
          `${pyCompile}
model.fit(X_scaled, y, epochs=49, batch_size=32, verbose=0)
loss, accuracy = model.evaluate(X_scaled, y, verbose=0)
print("Accuracy: %.2f%%" % (accuracy * 100))`,
          "Accuracy: 98.42%\n",
        ),
      ),
    },
    expected: { ex04: "met" },
  },
  {
    id: "default activation",
    kind: "honest",
    about: "Exercise 3 with an Input, relu, and the linear activation left to its default",
    files: {
      "exercise3.ipynb": python(
        code("from tensorflow.keras import Input, Sequential\nfrom tensorflow.keras.layers import Dense"),
        code(
          `model = Sequential([Input(shape=(5,)), Dense(8, activation='relu'), Dense(4, activation='relu'), Dense(1)])
for layer in model.layers:
    print(layer.name, layer.units, layer.activation.__name__)`,
          "dense 8 relu\ndense_1 4 relu\ndense_2 1 linear\n",
        ),
      ),
    },
    expected: { ex03: "met" },
  },
  {
    id: "a callback of their own",
    kind: "honest",
    about: "A LambdaCallback prints every tenth epoch and the last; a NumPy number as the value below",
    files: {
      "ex04.ipynb": python(
        code(`${pyImports}\nfrom tensorflow.keras.callbacks import LambdaCallback\n${pyData}`),
        pyLayers(),
        code(
          `${pyCompile}
show = LambdaCallback(on_epoch_end=lambda epoch, logs: print(f"epoch {epoch + 1}: accuracy {logs['accuracy']:.4f}") if (epoch + 1) % 10 == 0 else None)
history = model.fit(X_scaled, y, epochs=50, verbose=0, callbacks=[show])
max(history.history['accuracy'])`,
          "epoch 10: accuracy 0.7522\nepoch 20: accuracy 0.9332\nepoch 30: accuracy 0.9631\nepoch 40: accuracy 0.9754\nepoch 50: accuracy 0.9807\n",
          { value: "np.float64(0.9806678295135498)" },
        ),
      ),
    },
    expected: { ex04: "met" },
  },
  {
    id: "from the last exercise to the first",
    kind: "honest",
    about: "Exercises in reverse order in one notebook, the version behind Arabic words",
    files: {
      "Notebook 1.ipynb": python(
        text("## Exercise 3"),
        code(pyImports),
        code(
          `net = Sequential([Dense(8, input_dim=5, activation='relu'), Dense(4, input_dim=8, activation='relu'), Dense(1)])
net.count_params()`,
          "",
          { value: "89" },
        ),
        text("## Exercise 2"),
        code(
          `a, b, c = Dense(8, input_shape=(5,), activation='sigmoid'), Dense(4, activation='sigmoid'), Dense(1, activation='sigmoid')
print(a.get_config(), b.get_config(), c.get_config(), sep="\\n")`,
          `${first3}\n${second3}\n${last3}\n`,
        ),
        text("## Exercise 0"),
        code(
          "import sys\nprint('إصدار بايثون:', '.'.join(map(str, sys.version_info[:3])))",
          "إصدار بايثون: 3.11.2\n",
        ),
      ),
    },
    expected: {
      "ex00-a": "met",
      "ex02-a": "met in Keras 3's wording",
      "ex02-b": "met",
      "ex02-c": "met",
      ex03: "met",
    },
  },
];
