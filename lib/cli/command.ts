import { Command, InvalidArgumentError } from "commander";
import pc from "picocolors";
import { commands } from "../setup/command-list.mjs";

/**
 * Creates a command with what all commands share: `--no-native` (which set-up reads), the exit codes in its help, and usage errors in red.
 *
 * @param name as in `npm run NAME`
 * @param exitCodes the meaning of each exit code but 2
 */
export function command(name: string, exitCodes: Record<number, string>): Command {
  const codes = { ...exitCodes, 2: "not possible, or wrong usage: the message says what to do" };
  const lines = Object.entries(codes).map(([code, meaning]) => `  ${code.padEnd(4)} ${meaning}`);
  return configured(new Command(name))
    .description(commands[name].about)
    .configureHelp({ commandUsage: (command) => `npm run ${command.name()} -- ${command.usage()}` })
    .option("--no-native", "run TensorFlow.js on WebAssembly, without TensorFlow's library")
    .showHelpAfterError(`npm run ${name} -- --help lists its arguments and options.`)
    .addHelpText("after", `\nExit codes:\n${lines.join("\n")}`);
}

/** Makes usage errors throw; commander would end the process with code 1. */
export function configured(command: Command): Command {
  return command.exitOverride().configureOutput({ outputError: (text, write) => write(pc.red(text)) });
}

/** Parses the value of an option. @throws InvalidArgumentError unless it is a whole number above 0 */
export function wholeNumber(text: string): number {
  const value = Number(text);
  if (Number.isInteger(value) && value > 0) return value;
  throw new InvalidArgumentError("Expected a whole number above 0.");
}
