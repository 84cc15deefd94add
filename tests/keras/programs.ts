/**
 * The programs of `golden/text_keras_2.4.3/index.json` in TypeScript. Run by itself, with their names as arguments, it
 * runs them one after the other as in fresh processes, each after a line with a NUL and its name.
 */
import { config, Dense, Input, Sequential, utils } from "../../lib/keras/index.ts";
import { pythonJson, pythonRepr } from "../../lib/python-repr.ts";
import { breastCancer } from "../engine/breast-cancer.ts";

function exercise3(): Sequential {
  const model = new Sequential();
  model.add(new Dense(8, { inputShape: [5], activation: "sigmoid" }));
  model.add(new Dense(4, { activation: "sigmoid" }));
  model.add(new Dense(1, { activation: "linear" }));
  return model;
}

function exercise4(): Sequential {
  const model = new Sequential();
  model.add(new Dense(10, { inputShape: [30], activation: "sigmoid" }));
  model.add(new Dense(5, { activation: "sigmoid" }));
  model.add(new Dense(1, { activation: "sigmoid" }));
  return model;
}

async function fitVerbose1(clock: readonly number[]): Promise<void> {
  const { x, y } = breastCancer(false);
  const samples = rows(x, 30);
  const model = exercise4();
  model.compile({ optimizer: "adam", loss: "binary_crossentropy", metrics: ["accuracy"] });
  const times = clock[Symbol.iterator]();
  config.setClock(() => times.next().value ?? Number.NaN);
  await model.fit(samples, y, { epochs: 3, batchSize: 300 });
  console.log(await model.evaluate(samples, y));
  console.log((await model.predict(samples.slice(0, 3))).shape);
  if (!times.next().done) throw new Error("the clock was asked less often than planned");
}

/** The start, and the ends of the first step, of the second, and of the epoch. */
function epoch(secondsPerStep: number): number[] {
  return [0, 0.1, 0.1, 0.1 + secondsPerStep];
}

/** The start, and the ends of the 18 steps and of the whole. */
function evaluation(firstStep: number, secondsPerStep: number): number[] {
  return [0, firstStep, ...Array<number>(17).fill(firstStep), firstStep + 17 * secondsPerStep];
}

function rows(values: Float32Array, width: number): number[][] {
  return Array.from({ length: values.length / width }, (_, i) => [
    ...values.subarray(i * width, (i + 1) * width),
  ]);
}

const programs: Record<string, () => void | Promise<void>> = {
  ex1() {
    const model = new Sequential();
    console.log(model);
  },
  ex2() {
    const a = new Dense(8, { inputShape: [5], activation: "sigmoid" });
    console.log(a.getConfig());
    const b = new Dense(4, { activation: "sigmoid" });
    console.log(b.getConfig());
    const c = new Dense(1, { activation: "sigmoid" });
    console.log(c.getConfig());
  },
  ex3() {
    console.log(exercise3().summary());
  },
  ex3_input_layer() {
    const model = new Sequential([
      Input({ shape: [5] }),
      new Dense(8, { activation: "sigmoid" }),
      new Dense(4, { activation: "sigmoid" }),
      new Dense(1),
    ]);
    console.log(model.summary());
  },
  async ex3_compiled_trained() {
    const model = exercise3();
    model.compile({ optimizer: "adam", loss: "mse" });
    await model.fit(
      Array.from({ length: 4 }, () => [0, 0, 0, 0, 0]),
      [[0], [0], [0], [0]],
      { verbose: 0 },
    );
    console.log(model.summary());
  },
  ex3_unbuilt() {
    const model = new Sequential([new Dense(8, { activation: "sigmoid" }), new Dense(4), new Dense(1)]);
    model.summary();
  },
  ex3_empty() {
    new Sequential().summary();
  },
  ex3_print_fn() {
    const lines: string[] = [];
    exercise3().summary({ printFn: (line) => lines.push(line) });
    console.log(pythonJson(lines));
  },
  ex3_line_length_60() {
    exercise3().summary({ lineLength: 60 });
  },
  ex4_get_config_layers() {
    console.log(exercise4().getConfig().layers);
  },
  ex4_get_config_json() {
    console.log(pythonJson(exercise4().getConfig()));
  },
  ex4_to_json() {
    console.log(exercise4().toJson());
  },
  ex4_summary() {
    console.log(exercise4().summary());
  },
  ex4_fit_verbose1() {
    return fitVerbose1([...epoch(0.002), ...epoch(0.001), ...epoch(890e-6), ...evaluation(0.1, 454e-6)]);
  },
  "ex4_fit_verbose1.pty"() {
    return fitVerbose1([...epoch(0.001), ...epoch(0.001), ...epoch(721e-6), ...evaluation(0.15, 618e-6)]);
  },
  async ex4_fit_verbose2() {
    const { x, y } = breastCancer(true);
    const model = exercise4();
    model.compile({ optimizer: "adam", loss: "binary_crossentropy", metrics: ["accuracy"] });
    const times = [0, 1, 0, 0.2, 0, 0.2][Symbol.iterator]();
    config.setClock(() => times.next().value ?? Number.NaN);
    const h = await model.fit(rows(x, 30), y, { epochs: 3, batchSize: 32, verbose: 2, validationSplit: 0.2 });
    console.log(pythonRepr(Object.keys(h.history).sort()));
  },
};

for (const name of process.argv.slice(2)) {
  utils.clearSession();
  utils.setRandomSeed(42);
  process.stdout.write(`\0${name}\n`);
  try {
    await programs[name]();
  } catch (error) {
    process.stdout.write(`\0${name} failed\n${error}\n`);
  }
}
