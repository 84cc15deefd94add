/**
 * The commands behind the npm scripts. Each sets up what is missing, then runs. Exit code 2 when something that the
 * reader can mend is in the way.
 *
 *     --no-native    leave TensorFlow out; TensorFlow.js runs on its wasm back end
 *     --fresh        with `setup`: remove what set-up made, and start anew
 */
import { damagedParts, doctor } from "./doctor.mjs";
import { lab } from "./lab.mjs";
import {
  checkAddressSpace,
  checkLoopback,
  checkProjectFolder,
  checkTemporaryFolder,
  explainUnwritable,
} from "./machine.mjs";
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

/** @type {Record<string, { about: string, run: (args: string[]) => Promise<number>, listens?: boolean }>} */
const commands = {
  start: {
    about: "run the five notebooks and judge them",
    run: typescript("lib/day/main.ts"),
    listens: true,
  },
  grade: { about: "grade what others handed in", run: typescript("lib/grade/main.ts") },
  receipt: { about: "prove that work has not changed", run: typescript("lib/grade/receipt/main.ts", "give") },
  verify: {
    about: "say what has changed since a receipt",
    run: typescript("lib/grade/receipt/main.ts", "verify"),
  },
  lab: { about: "open the notebooks in JupyterLab", run: lab, listens: true },
  exercise: { about: "make a copy of a notebook to fill in", run: typescript("lib/exercise/main.ts") },
  test: { about: "types, lint and tests", run: test },
  bench: { about: "measure", run: typescript("tests/bench/main.ts") },
  export: {
    about: "notebooks as HTML pages or scripts",
    run: typescript("lib/notebook/nbconvert/export.ts"),
  },
  doctor: { about: "check each part, and say what mends it", run: doctor },
  setup: { about: "mend what is damaged; --fresh sets up anew", run: async () => 0 },
};

async function main([name = "", ...args] = process.argv.slice(2)) {
  const command = commands[name];
  if (command === undefined) {
    const list = Object.entries(commands).map(([name, { about }]) => `  npm run ${name.padEnd(8)} ${about}`);
    throw new Problem(
      `There is no command "${name}". These are:\n${list.join("\n")}\n--no-native leaves TensorFlow out`,
    );
  }
  const native = !args.includes("--no-native") && !process.env.KERAS_DAY_NO_NATIVE;
  if (!native) process.env.KERAS_DAY_NO_NATIVE = "1"; // lib/tfjs reads it
  const own = args.filter((argument) => argument !== "--no-native");
  if (name === "doctor") return command.run(own);

  const again = name === "setup";
  const unknown = again && own.find((argument) => argument !== "--fresh");
  if (unknown) {
    throw new Problem(
      `\`npm run setup\` has no option ${JSON.stringify(unknown)}`,
      "It takes --fresh and --no-native",
    );
  }
  checkProjectFolder();
  checkTemporaryFolder();
  checkAddressSpace();
  if (command.listens) await checkLoopback();
  await setUp({ native, again, fresh: again && own.includes("--fresh"), forTests: name === "test" });
  const code = await command.run(own);
  if (code === 0 || code === STOPPED) return code;
  // What it printed may be the stack trace of a file that is cut off.
  return sayDamage() ? 2 : code;
}

/** @returns whether anything is damaged */
function sayDamage() {
  const damaged = damagedParts();
  for (const { name, version, remedy } of damaged)
    say(`${red("✗")} ${name} is ${version}. Run \`${remedy}\`, then the command again.`);
  return damaged.length > 0;
}

const STOPPED = 130;

/** @param {unknown} error */
function sentenceOf(error) {
  if (error instanceof Problem) return error.message;
  const { syscall, stack } = /** @type {NodeJS.ErrnoException} */ (error);
  if (syscall) return explainUnwritable(/** @type {NodeJS.ErrnoException} */ (error)).message;
  return stack; // a mistake in set-up itself
}

try {
  process.exitCode = await main();
} catch (error) {
  const explained = error instanceof Problem || /** @type {NodeJS.ErrnoException} */ (error).syscall;
  if (explained || !sayDamage()) say(`${red("✗")} ${sentenceOf(error)}`);
  process.exit(2);
}
