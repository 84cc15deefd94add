/**
 * `node lib/setup/main.mjs COMMAND [args…]`: what every npm script calls. It sets up what is missing, then runs the
 * command. Exit code 2 when something that the reader can mend is in the way.
 *
 *     --no-native    leave TensorFlow out; TensorFlow.js runs on its wasm back end
 */
import { doctor } from "./doctor.mjs";
import { DiskFull } from "./failure.mjs";
import { lab } from "./lab.mjs";
import { root } from "./paths.mjs";
import { runHere } from "./run.mjs";
import { setUp } from "./setup.mjs";
import { Problem, red, say } from "./terminal.mjs";
import { test } from "./test.mjs";

/**
 * @param {string} file
 * @param {string[]} first arguments before the reader's
 * @returns {(args: string[]) => Promise<number>}
 */
const typescript =
  (file, ...first) =>
  (args) =>
    runHere([process.execPath, "--import", "tsx", file, ...first, ...args]);

/** @type {Record<string, { about: string, run: (args: string[]) => Promise<number> }>} */
const commands = {
  start: { about: "run the five notebooks and judge them", run: typescript("lib/day/main.ts") },
  grade: { about: "grade what others handed in", run: typescript("lib/grade/main.ts") },
  receipt: { about: "prove that work has not changed", run: typescript("lib/grade/receipt/main.ts", "give") },
  verify: {
    about: "say what has changed since a receipt",
    run: typescript("lib/grade/receipt/main.ts", "verify"),
  },
  lab: { about: "open the notebooks in JupyterLab", run: lab },
  exercise: { about: "make a copy of a notebook to fill in", run: typescript("lib/exercise/main.ts") },
  test: { about: "types, lint and tests", run: test },
  bench: { about: "measure", run: typescript("tests/bench/main.ts") },
  export: {
    about: "notebooks as HTML pages or scripts",
    run: typescript("lib/notebook/nbconvert/export.ts"),
  },
  doctor: { about: "say of each part whether it is well, or what mends it", run: doctor },
  setup: { about: "set up, and try again what could not be done before", run: async () => 0 },
};

async function main([name = "", ...args] = process.argv.slice(2)) {
  const command = commands[name];
  if (command === undefined) {
    const list = Object.entries(commands).map(([name, { about }]) => `  npm run ${name.padEnd(8)} ${about}`);
    throw new Problem(
      `There is no command "${name}". These are:\n${list.join("\n")}\n--no-native leaves TensorFlow out`,
    );
  }
  const [major, minor] = process.versions.node.split(".").map(Number);
  if (major < 20 || (major === 20 && minor < 19)) {
    throw new Problem(
      `Node.js 20.19 or newer is needed, and this is ${process.versions.node}`,
      "Install a newer one (for instance `nvm install 24`), then run the command again",
    );
  }
  const native = !args.includes("--no-native") && !process.env.KERAS_DAY_NO_NATIVE;
  if (!native) process.env.KERAS_DAY_NO_NATIVE = "1"; // lib/tfjs reads it
  if (name !== "doctor") await setUp({ native, again: name === "setup", forTests: name === "test" });
  return command.run(args.filter((argument) => argument !== "--no-native"));
}

/** @param {unknown} error */
function sentenceOf(error) {
  if (error instanceof Problem) return error.message;
  const { code, syscall, message, stack } = /** @type {NodeJS.ErrnoException} */ (error);
  if (code === "ENOSPC" || code === "EDQUOT") return new DiskFull().message;
  if (syscall)
    return `${message}. Make ${root} and all in it yours and writable, then run the command again.`;
  return stack; // a mistake in set-up itself
}

try {
  process.exitCode = await main();
} catch (error) {
  say(`${red("✗")} ${sentenceOf(error)}`);
  process.exit(2);
}
