/**
 * Runs the set-up steps that are due, then the command in `lib/cli`. `setup` and `doctor` need no package and run here. Exit code 2
 * for a problem that the user can solve.
 *
 *     --no-native    leave TensorFlow out; TensorFlow.js runs on its wasm back end
 *     --fresh        with `setup`: remove what set-up made, and start over
 */
import { existsSync } from "node:fs";
import { join } from "node:path";
import { cliProgram } from "./cli-program.mjs";
import { commands } from "./command-list.mjs";
import { damagedParts, doctor } from "./doctor.mjs";
import {
  checkAddressSpace,
  checkLoopback,
  checkProjectFolder,
  checkTemporaryFolder,
  explainUnwritable,
} from "./machine.mjs";
import { root } from "./paths.mjs";
import { runHere } from "./run.mjs";
import { setUp } from "./setup.mjs";
import { red, say } from "./terminal.mjs";
import { UserError } from "./user-error.mjs";

/**
 * Runs a command of `lib/cli`.
 *
 * @param {string[]} words
 */
const handOver = (words) => runHere([process.execPath, ...cliProgram(...words)]);

/** True if `lib/cli` can show its help. */
const hasCli = () => ["tsx", "commander"].every((name) => existsSync(join(root, "node_modules", name)));

/**
 * The options of the commands that run here.
 *
 * @type {Record<string, string[] | undefined>}
 */
const ownOptions = { doctor: ["--no-native"], setup: ["--fresh", "--no-native"] };

async function main(words = process.argv.slice(2)) {
  const native = !words.includes("--no-native") && !process.env.KERAS_DAY_NO_NATIVE;
  if (!native) process.env.KERAS_DAY_NO_NATIVE = "1"; // lib/tfjs reads it
  const [name = "help", ...own] = words.filter((word) => word !== "--no-native");
  const isCommand = Object.hasOwn(commands, name);
  if (!isCommand || own.includes("--help") || own.includes("-h")) {
    return hasCli() ? handOver([name, ...own]) : listCommands(name);
  }
  const allowed = ownOptions[name];
  const unknown = allowed && own.find((word) => !allowed.includes(word));
  if (unknown) {
    throw new UserError(
      `\`npm run ${name}\` has no option ${JSON.stringify(unknown)}`,
      `It takes ${allowed.join(" and ")}`,
    );
  }
  if (name === "doctor") return doctor();

  const again = name === "setup";
  checkProjectFolder();
  checkTemporaryFolder();
  checkAddressSpace();
  if (commands[name].listens) await checkLoopback();
  const only = commands[name].needs?.(own);
  await setUp({ native, again, fresh: again && own.includes("--fresh"), forTests: name === "test", only });
  if (again) return 0;
  const code = await handOver([name, ...own]);
  if (code === 0 || code === STOPPED) return code;
  // It may have failed because a file is damaged.
  return sayDamage() ? 2 : code;
}

/**
 * Help before set-up, without commander.
 *
 * @param {string} name
 */
function listCommands(name) {
  const lines = Object.entries(commands).map(([name, { about }]) => `  npm run ${name.padEnd(8)} ${about}`);
  const list = `${lines.join("\n")}\n--no-native leaves TensorFlow out`;
  if (!/^(?:help|-h|--help)$/.test(name) && !Object.hasOwn(commands, name)) {
    throw new UserError(`There is no command "${name}". These are:\n${list}.`);
  }
  console.log(`${list}\nAfter npm run setup, --help shows the options of each.`);
  return 0;
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
  if (error instanceof UserError) return error.message;
  const { syscall, stack } = /** @type {NodeJS.ErrnoException} */ (error);
  if (syscall) return explainUnwritable(/** @type {NodeJS.ErrnoException} */ (error)).message;
  return stack; // a bug in set-up
}

try {
  process.exitCode = await main();
} catch (error) {
  const explained = error instanceof UserError || /** @type {NodeJS.ErrnoException} */ (error).syscall;
  if (explained || !sayDamage()) say(`${red("✗")} ${sentenceOf(error)}`);
  process.exit(2);
}
