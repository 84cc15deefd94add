/** Each of the nine questions, met and not met, on what real Keras printed and on what is wrong. */
import assert from "node:assert/strict";
import { Console } from "node:console";
import { Writable } from "node:stream";
import { suite, test } from "node:test";
import { inspect } from "node:util";
import { type Evidence, judge } from "../../lib/grade/judge.ts";
import { rubric } from "../../lib/grade/rubric.ts";
import type { Verdict } from "../../lib/grade/verdict.ts";
import type { Notebook } from "../../lib/nbformat/notebook.ts";
import { goldenText } from "../golden/text.ts";
import { executed, result, thrown } from "./executed.ts";

const keras2 = (name: string) => goldenText(`text_keras_2.4.3/${name}.txt`);
const keras3 = (name: string) => goldenText(`text_keras_3.15.1/${name}.txt`);

function ask(id: string, notebook: Notebook, models: Evidence["models"] = []): Verdict {
  const { notebook: name } = rubric.find((question) => question.id === id)!;
  return judge(name, { notebook, models }).find((verdict) => verdict.id === id)!;
}

function met(id: string, notebook: Notebook, models?: Evidence["models"]): Verdict {
  const verdict = ask(id, notebook, models);
  assert.equal(verdict.said, "met", `${id}: found ${verdict.found}`);
  return verdict;
}

function metInKeras3(id: string, notebook: Notebook): Verdict {
  const verdict = ask(id, notebook);
  assert.equal(verdict.said, "met in Keras 3's wording", `${id}: found ${verdict.found}`);
  return verdict;
}

function notMet(id: string, notebook: Notebook, models?: Evidence["models"]): Verdict {
  const verdict = ask(id, notebook, models);
  assert.equal(verdict.said, "not met", `${id}: found ${verdict.found}`);
  return verdict;
}

suite("the rubric", () => {
  test("asks nine questions of five notebooks, each under its own id", () => {
    assert.deepEqual(
      rubric.map(({ id }) => id),
      ["ex00-a", "ex00-b", "ex01", "ex02-a", "ex02-b", "ex02-c", "ex03", "ex04-a", "ex04-b"],
    );
    assert.equal(new Set(rubric.map(({ notebook }) => notebook)).size, 5);
    for (const { id, notebook } of rubric) assert.equal(id.slice(0, 4), notebook.slice(0, 4));
  });

  test("is data: it survives JSON", () => {
    assert.deepEqual(JSON.parse(JSON.stringify(rubric)), rubric);
  });

  test("a notebook without outputs meets nothing", () => {
    for (const { id } of rubric) notMet(id, executed());
    for (const { id } of rubric) notMet(id, executed([]));
  });
});

suite("ex00-a: programs are recent enough", () => {
  const lines = [
    "Node.js 20.19 or newer: met",
    "TypeScript 5.0 or newer: met",
    "JupyterLab 4.0 or newer: met",
  ];

  test("met when each requirement says so", () => {
    const { where, found } = met("ex00-a", executed("", `${lines.join("\n")}\n`));
    assert.equal(where?.cell, 2);
    assert.equal(found, lines.join("\n"));
  });

  test("not met when one is not, and shows that one", () => {
    const { found } = notMet(
      "ex00-a",
      executed(lines.join("\n").replace("5.0 or newer: met", "5.0 or newer: not met")),
    );
    assert.equal(found, "TypeScript 5.0 or newer: not met");
    notMet(
      "ex00-a",
      executed(lines.join("\n").replace("5.0 or newer: met", "5.0 or newer: not met, found 4.9")),
    );
  });

  test("not met when one is not spoken of", () => {
    const { found } = notMet("ex00-a", executed(lines.slice(0, 2).join("\n")));
    assert.equal(found, "no line on “JupyterLab 4.0 or newer”");
  });
});

suite("ex00-b: libraries import", () => {
  const names = [
    "tslab",
    "@tensorflow/tfjs-node",
    "danfojs-node",
    "plotly.js-dist",
    "../lib/keras",
    "../lib/plot",
  ];
  const lines = names.map((name) => `import ${name}: ok`);

  test("met when each does, in one cell or several", () => {
    met("ex00-b", executed(lines.join("\n")));
    met("ex00-b", executed(...lines));
  });

  test("not met when one fails, even beside others of its kind", () => {
    for (const line of lines) {
      const broken = line.replace("ok", "failed, Cannot find module: x");
      const { found } = notMet("ex00-b", executed(lines.join("\n").replace(line, broken)));
      assert.equal(found, broken);
    }
  });

  test("not met when one was not tried", () => {
    for (const name of names.slice(0, 4)) {
      notMet("ex00-b", executed(lines.filter((line) => !line.includes(name)).join("\n")));
    }
  });
});

suite("ex01: the printed Sequential", () => {
  test("met by Keras 2.4.3's words, printed or as a value", () => {
    assert.equal(met("ex01", executed("", keras2("ex1"))).where?.cell, 2);
    met("ex01", executed([result(keras2("ex1").trim())]));
  });

  test("met by Keras 3's words, which are named", () => {
    const { found } = metInKeras3("ex01", executed(keras3("ex1")));
    assert.equal(found, "<Sequential name=sequential, built=False>");
  });
});

suite("ex02: the configurations of three layers", () => {
  const [first, second, last] = keras2("ex2").trim().split("\n");

  test("met by Keras 2.4.3's words, in any order, in one cell or three", () => {
    for (const notebook of [executed(keras2("ex2")), executed(last, second, first)]) {
      for (const id of ["ex02-a", "ex02-b", "ex02-c"]) met(id, notebook);
    }
    assert.equal(met("ex02-c", executed(first, second, last)).where?.cell, 3);
    assert.equal(
      met("ex02-a", executed(first, second, last)).found,
      "{'batch_input_shape': (None, 5), 'units': 8, 'activation': 'sigmoid'}",
    );
  });

  test("a dictionary over several lines is one", () => {
    met("ex02-a", executed(first.replaceAll(", '", ",\n '")));
  });

  test("ex02-a met by Keras 3's words, which are named", () => {
    metInKeras3("ex02-a", executed(keras3("ex2")));
  });

  test("ex02-a not met by other units, activation or inputs", () => {
    const { found } = notMet("ex02-a", executed(first.replace("'units': 8", "'units': 7"), second, last));
    assert.equal(found, "{'batch_input_shape': (None, 5), 'units': 7, 'activation': 'sigmoid'}");
    notMet("ex02-a", executed(first.replace("'sigmoid'", "'relu'"), second, last));
    notMet("ex02-a", executed(first.replace("(None, 5)", "(None, 4)"), second, last));
    notMet("ex02-a", executed(second, last));
  });

  test("ex02-b not met by other units, or by a layer that has an input shape", () => {
    notMet("ex02-b", executed(first, second.replace("'units': 4", "'units': 5"), last));
    notMet("ex02-b", executed(first, second.replace("'sigmoid'", "'tanh'"), last));
    notMet(
      "ex02-b",
      executed(first, second.replace("'dtype'", "'batch_input_shape': (None, 8), 'dtype'"), last),
    );
    notMet("ex02-b", executed(first, last));
  });

  test("ex02-c not met by other units or activation", () => {
    notMet("ex02-c", executed(first, second, last.replace("'units': 1", "'units': 2")));
    notMet("ex02-c", executed(first, second, last.replace("'sigmoid'", "'linear'")));
    notMet("ex02-c", executed(first, second));
  });

  test("a cell that ends in an error proves nothing", () => {
    const printed = { output_type: "stream", name: "stdout", text: first } as const;
    met("ex02-a", executed([printed]));
    notMet("ex02-a", executed([printed, thrown]));
  });
});

suite("ex03: the built network for regression", () => {
  const dense = (units: number, activation: string) => ({
    class_name: "Dense",
    config: { name: "dense", units, activation },
  });
  const layers = [dense(8, "sigmoid"), dense(4, "sigmoid"), dense(1, "linear")];
  const model = (own: typeof layers, features = 5) => [
    { class_name: "InputLayer", config: { batch_input_shape: [null, features] } },
    ...own,
  ];

  test("met by the activations that the text asks for, or others, also beside other models", () => {
    met("ex03", executed(), [model(layers)]);
    for (const activation of ["relu", "tanh"])
      met("ex03", executed(), [model([dense(8, activation), dense(4, activation), layers[2]])]);
    met("ex03", executed(), [model(layers, 3), model(layers)]);
  });

  test("not met by what is printed alone", () => {
    const words = "{'input_shape': [None, 5], 'layers': [{'class_name': 'Dense', 'units': 8}]}";
    const { found } = notMet("ex03", executed(words));
    assert.equal(found, "no model was built");
  });

  test("not met without an activation, by other units, inputs or number of layers", () => {
    const [first, second, last] = layers;
    notMet("ex03", executed(), [model([dense(8, "linear"), second, last])]);
    notMet("ex03", executed(), [model([first, dense(4, "linear"), last])]);
    const { found } = notMet("ex03", executed(), [model([first, second, dense(1, "sigmoid")])]);
    assert.match(found, /'units': 1, 'activation': 'sigmoid'/);
    notMet("ex03", executed(), [model([dense(9, "sigmoid"), second, last])]);
    // Another exercise's network is not what was found, though it has as many layers.
    const other = model([dense(10, "sigmoid"), dense(5, "sigmoid"), dense(1, "sigmoid")], 30);
    assert.match(notMet("ex03", executed(), [other, model([first, last])]).found, /\[None, 5\]/);
    notMet("ex03", executed(), [model([first, dense(3, "sigmoid"), last])]);
    notMet("ex03", executed(), [model([second, first, last])]);
    notMet("ex03", executed(), [model([first, second, last, last])]);
    notMet("ex03", executed(), [model([first, second])]);
    notMet("ex03", executed(), [model(layers, 6)]);
  });
});

suite("ex04-a: the configured layers", () => {
  const layers = keras2("ex4_get_config_layers");

  test("met by Keras 2.4.3's words, alone or within the whole configuration", () => {
    met("ex04-a", executed(layers));
    met("ex04-a", executed(`{'name': 'sequential', 'layers': ${layers.trim()}}`));
  });

  test("met by Keras 3's words, which are named", () => {
    metInKeras3("ex04-a", executed(keras3("ex4_get_config_layers")));
  });

  test("met layer by layer, behind the names of their classes", () => {
    const lines = layers
      .trim()
      .slice(1, -2)
      .split(/\}, (?=\{'class_name')/);
    const named = lines.map((line, at) => {
      const [, name, config] = /'class_name': '(\w+)', .*?'config': (\{.*\})/.exec(line)!;
      return `${at} ${name} ${config}`;
    });
    assert.equal(named.length, 4);
    met("ex04-a", executed(named.join("\n")));
    notMet("ex04-a", executed(named.slice(1).join("\n")));
  });

  test("met by TensorFlow.js' configuration, as JSON and as Node prints it", () => {
    const layer = (units: number) => ({ className: "Dense", config: { units, activation: "sigmoid" } });
    const [first, ...others] = [10, 5, 1].map(layer);
    const input = { className: "InputLayer", config: { batchInputShape: [null, 30] } };
    const config = [input, { ...first, config: { batchInputShape: [null, 30], ...first.config } }, ...others];
    met("ex04-a", executed(JSON.stringify(config)));
    met("ex04-a", executed(inspect(config, { depth: null })));
  });

  test("not met by other units, activations, inputs or number of layers", () => {
    const { found } = notMet("ex04-a", executed(layers.replace("'units': 5", "'units': 6")));
    assert.match(found, /\{'units': 6, 'activation': 'sigmoid'\}/);
    notMet("ex04-a", executed(layers.replace("'activation': 'sigmoid'", "'activation': 'relu'")));
    notMet("ex04-a", executed(layers.replace("(None, 30)", "(None, 29)")));
    notMet("ex04-a", executed(layers.replace(/\{'class_name': 'InputLayer'.*?\}\}, /, "")));
  });
});

suite("ex04-b: the accuracy at epoch 50", () => {
  /** A log as Keras prints it, the last accuracies given. */
  function log(epochs: number, ...last: number[]): string {
    const lines = Array.from({ length: epochs }, (_, index) => {
      const accuracy = last[index - epochs + last.length] ?? 0.6274;
      return `Epoch ${index + 1}/${epochs}\n18/18 - 0s - loss: 0.1 - accuracy: ${accuracy} - val_accuracy: 0.99\n`;
    });
    return lines.join("");
  }

  test("met above 95 % at epoch 50", () => {
    const { found, where } = met("ex04-b", executed(log(50), log(50, 0.9824, 0.9842)));
    assert.equal(found, "accuracy 0.9842 at epoch 50");
    assert.equal(where?.cell, 2);
  });

  test("an honest training of fewer epochs counts with its last", () => {
    const { found } = met("ex04-b", executed(log(50), log(49, 0.9824)));
    assert.equal(found, "accuracy 0.9824 at epoch 49, the last one trained");
  });

  test("a longer training counts with its fiftieth", () => {
    met("ex04-b", executed(log(51, 0.96, 0.9)));
    notMet("ex04-b", executed(log(51, 0.9, 0.96)));
  });

  test("a training that goes on in another cell counts", () => {
    met("ex04-b", executed(log(49, 0.9), "Epoch 50/50\n18/18 - loss: 0.1 - accuracy: 0.9701\n"));
  });

  test("not met at or below 95 %, however high the accuracy on other data", () => {
    const { found } = notMet("ex04-b", executed(log(50), log(50, 0.95)));
    assert.equal(found, "accuracy 0.95 at epoch 50");
    notMet("ex04-b", executed(`${log(50)}18/18 - loss: 0.1 - accuracy: 0.9999\n`));
  });

  test("met by the figure that a sentence says is that of epoch 50, and by no other", () => {
    met("ex04-b", executed("accuracy at epoch 50: 0.9842\n"));
    notMet("ex04-b", executed("accuracy at epoch 10: 0.9842\nval_accuracy: 0.9842\n"));
  });

  test("a history in console.table counts from the index, which begins with 0", () => {
    const epochs = (at: number) =>
      Array.from({ length: 50 }, (_, i) => ({ accuracy: i < at ? 0.9 : 0.9631 }));
    const table = (at: number) => {
      const lines: string[] = [];
      const stdout = new Writable({ write: (chunk, _, done) => done(void lines.push(String(chunk))) });
      new Console({ stdout }).table(epochs(at));
      return lines.join("");
    };
    assert.match(table(49), /\(index\)[^\n]*accuracy/);
    met("ex04-b", executed(table(49)));
    notMet("ex04-b", executed(table(50)));
  });

  test("real logs are read: Keras 2.4.3's bars and lines, Keras 3's bars", () => {
    assert.equal(ask("ex04-b", executed(keras2("ex4_fit_verbose1"))).found, accuracyAt(0.6261, 3));
    assert.equal(ask("ex04-b", executed(keras2("ex4_fit_verbose2"))).found, accuracyAt(0.811, 3));
    assert.match(ask("ex04-b", executed(keras3("ex4_fit_verbose1"))).found, /^accuracy 0\.\d+ at epoch 3,/);
  });

  const accuracyAt = (accuracy: number, epoch: number) =>
    `accuracy ${accuracy} at epoch ${epoch}, the last one trained`;
});
