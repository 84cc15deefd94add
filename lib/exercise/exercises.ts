/** What a copy of a notebook asks of the learner, cell by cell; the rest of it comes from the notebook itself. */
export interface Exercise {
  /** The notebook with the solution, without its extension. */
  notebook: string;
  /** By the id of the cell that is emptied. */
  answers: Record<string, Answer>;
  /** The first cell that goes beyond the exercise: it and those after it show how, so they stay out of the copy. */
  beyond?: string;
  /** The last cell's call. */
  check: string;
}

/** One cell to fill in. */
export interface Answer {
  /** What is to stand there, in a few words. */
  prompt: string;
  /** Declares the names that the check asks for, so that it can say what is missing. */
  stub: string;
  /** From the first push to nearly the answer, in Markdown. */
  hints: string[];
}

/** The exercises by their short names. */
export const exercises: Record<string, Exercise> = {
  ex00: {
    notebook: "ex00_environment",
    answers: {
      programs: {
        prompt: "a line for each program, such as `Node.js 20.19 or newer: met`, as `programs`.",
        stub: "const programs: string[] = [];",
        hints: [
          "Three programs run a notebook: Node.js (20.19 or newer), TypeScript (5.0 or newer) and JupyterLab (4.0 or newer). `await installedVersions()` gives what is installed, by name.",
          "`isAtLeast(versions[name], oldest)` compares two versions. Let it choose between the words `met` and `not met`: a line that always says `met` finds nothing out.",
        ],
      },
      libraries: {
        prompt: "a line for each library, such as `import tslab: ok`, as `imports`.",
        stub: "const imports: string[] = [];",
        hints: [
          'The libraries are `tslab`, `@tensorflow/tfjs-node`, `danfojs-node`, `plotly.js-dist` and `../lib/keras`. `await import("tslab")` loads one, and throws when it cannot.',
          "plotly.js draws into a page, which a notebook's kernel does not have: `await loadPlotly()` loads it with one. Put each import into `try { … } catch { … }`, and push a line in both.",
        ],
      },
    },
    check: "check.ex00(programs, imports)",
  },
  ex01: {
    notebook: "ex01_sequential",
    answers: {
      answer: {
        prompt: "an empty model, as `model`; then print it.",
        stub: "const model = undefined;",
        hints: ["`Sequential` is a class: `new Sequential()` makes one.", "`console.log(model)` prints it."],
      },
    },
    check: "check.ex01(model)",
  },
  ex02: {
    notebook: "ex02_dense",
    answers: {
      "answer-1": {
        prompt: "the first hidden layer, as `first`; then print what its `getConfig()` returns.",
        stub: "const first = undefined;",
        hints: [
          "`new Dense(units, { … })`: the number of neurons first, the rest by name. Shift+Tab inside the brackets shows all that there is.",
          'The activation is `activation: "sigmoid"`; that 5 variables come in is `inputShape: [5]`, without the number of samples.',
        ],
      },
      "answer-2": {
        prompt: "the hidden layer further in, as `hidden`; then print its configuration.",
        stub: "const hidden = undefined;",
        hints: [
          "As before, with other units. It needs no `inputShape`: the layer before it says how many come in.",
        ],
      },
      "answer-3": {
        prompt: "the output layer, as `output`; then print its configuration.",
        stub: "const output = undefined;",
        hints: ["One neuron: the first argument is 1."],
      },
    },
    check: "check.ex02(first, hidden, output)",
  },
  ex03: {
    notebook: "ex03_architecture",
    answers: {
      answer: {
        prompt: "the network, as `model`; then print its `summary()`.",
        stub: "const model = undefined;",
        hints: [
          "Begin with `const model = new Sequential();` and put one layer after the other on it with `model.add(new Dense(…))`.",
          "The first layer is told its `inputShape: [5]`. The others see what comes from the layer before.",
          "A sigmoid squeezes everything between 0 and 1. Which activation leaves a number as it is? It is also what a `Dense` without `activation` does.",
        ],
      },
    },
    beyond: "question-picture",
    check: "check.ex03(model)",
  },
  ex04: {
    notebook: "ex04_optimize",
    answers: {
      "answer-1-network": {
        prompt: "the network, as `model`; then print `model.getConfig().layers`.",
        stub: "const model = undefined;",
        hints: [
          "Three `Dense` layers: 10, 5 and 1 units, each with the sigmoid activation. `new Sequential([…])` takes them as a list.",
          "The data have 30 columns: `inputShape: [30]` for the first layer.",
        ],
      },
      "answer-1-training": {
        prompt: "make the same network again, compile it, and fit it on `data` and `target` for 50 epochs.",
        stub: "",
        hints: [
          '`model.compile({ optimizer, loss, metrics: ["accuracy"] })`. For two classes the loss is the binary cross-entropy.',
          '`model.compile({ optimizer: "adam", loss: "binary_crossentropy", metrics: ["accuracy"] });` and then `await model.fit(data, target, { epochs: 50, verbose: 2 });`. Watch the accuracy: does it move?',
        ],
      },
      "answer-2": {
        prompt:
          "scale the data, then fit the same network on them: the network as `model`, what `fit` returns as `history`.",
        stub: "const model = undefined;\nconst history = undefined;",
        hints: [
          "`new StandardScaler().fitTransform(data)` gives the scaled data.",
          "`const history = await model.fit(scaled, target, { epochs: 50 });` trains; the curves are drawn meanwhile.",
        ],
      },
    },
    beyond: "question-errors",
    check: "check.ex04(model, history)",
  },
};
