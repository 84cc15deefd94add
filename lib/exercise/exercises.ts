/** The cells of a notebook that a learner fills in; the copy takes the rest from the notebook itself. */
export interface Exercise {
  /** The notebook with the solution, without its extension. */
  notebook: string;
  /** By the id of the answer cell. */
  answers: Record<string, Answer>;
  /** Id of the first cell that goes beyond the exercise. It and all after it stay out of the copy. */
  beyond?: string;
  /** The last cell's call. */
  check: string;
}

/** One cell to fill in. */
export interface Answer {
  /** The answer to write, in a few words. */
  prompt: string;
  /** Declares the names that the check uses, so that it can report a missing answer. */
  stub: string;
  /** In Markdown, from a first nudge to almost the answer. */
  hints: string[];
}

export type ExerciseName = "ex00" | "ex01" | "ex02" | "ex03" | "ex04";

/** The exercises by their short names. */
export const exercises: Record<ExerciseName, Exercise> = {
  ex00: {
    notebook: "ex00_environment",
    answers: {
      programs: {
        prompt: "a line for each program, such as `Node.js 20.19 or newer: met`, as `programs`.",
        stub: "const programs: string[] = [];",
        hints: [
          "Three programs run a notebook: Node.js (20.19 or newer), TypeScript (5.0 or newer) and JupyterLab (4.0 or newer). `await installedVersions()` gives what is installed, by name.",
          "`isAtLeast(versions[name], oldest)` compares two versions. Let it choose between the words `met` and `not met`: a line that always says `met` checks nothing.",
        ],
      },
      libraries: {
        prompt: "a line for each library, such as `import tslab: ok`, as `imports`.",
        stub: "const imports: string[] = [];",
        hints: [
          'The libraries are `tslab`, `@tensorflow/tfjs-node`, `danfojs-node`, `plotly.js-dist` and `../lib/keras`. `await import("tslab")` loads one, and throws when it cannot.',
          "plotly.js needs a page to draw into, which a kernel does not have: `await loadPlotly()` loads it with one. Put each import into `try { … } catch { … }`, and push a line in both.",
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
          "`new Dense(units, { … })`: the number of neurons first, the rest by name. With the cursor inside the braces, Shift+Tab lists every option.",
          'The activation is `activation: "sigmoid"`; 5 input variables are `inputShape: [5]`, without the batch size.',
        ],
      },
      "answer-2": {
        prompt: "the second hidden layer, as `hidden`; then print its configuration.",
        stub: "const hidden = undefined;",
        hints: [
          "As before, with other units. It needs no `inputShape`: its input is the output of the layer before.",
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
          "Begin with `const model = new Sequential();` and add one layer after another with `model.add(new Dense(…))`.",
          "Give the first layer `inputShape: [5]`. The others take theirs from the layer before.",
          "A sigmoid squeezes everything between 0 and 1. Which activation leaves a number as it is? It is also the default of `Dense`.",
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
          "`const history = await model.fit(scaled, target, { epochs: 50 });` trains; the curves are drawn while it does.",
        ],
      },
    },
    beyond: "question-errors",
    check: "check.ex04(model, history)",
  },
};
