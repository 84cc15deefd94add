import { closeSync, existsSync, mkdirSync, openSync, writeSync } from "node:fs";
import { delimiter, join, relative } from "node:path";
import { checkPort } from "../setup/machine.mjs";
import { generated, jupyterEnv, pythonCommand, root } from "../setup/paths.mjs";
import { runHere } from "../setup/run.mjs";
import { command } from "./command.ts";

export const lab = command("lab", { 0: "JupyterLab was shut down" })
  .argument(
    "[option...]",
    "options of JupyterLab, such as --port=9000 or --no-browser; --help-all lists them",
  )
  .allowUnknownOption()
  .action(async (_, __, { args }) => {
    process.exitCode = await startLab(args);
  });

const notebooks = join(root, "notebooks");

/**
 * Runs JupyterLab on `notebooks/`. It keeps its token and its loopback address, does not ask for news or updates, and does not
 * install extensions. Prints its address; its log goes to a file, whose end is printed if JupyterLab fails.
 *
 * @param args options of JupyterLab
 * @returns its exit code
 * @throws UserError for a port that cannot be used
 */
export async function startLab(args: readonly string[]): Promise<number> {
  const [, port] = /--(?:ServerApp\.)?port[= ](\d+)/.exec(args.join(" ")) ?? [];
  if (port !== undefined)
    await checkPort(
      Number(port),
      "Choose another (npm run lab -- --port=9000), or leave it out and JupyterLab finds a free one",
    );
  const first = existsSync(join(notebooks, "index.ipynb")) ? "/lab/tree/index.ipynb" : "/lab";
  const env = jupyterEnv();
  mkdirSync(generated, { recursive: true });
  const file = openSync(log, "w");
  let unread: string | undefined = "";
  let last = "";
  const code = await runHere(
    [pythonCommand(), "-c", program, ...labOptions, `--LabApp.default_url=${first}`, ...args],
    { ...env, JUPYTER_CONFIG_PATH: [ourDefaults, env.JUPYTER_CONFIG_PATH].filter(Boolean).join(delimiter) },
    (text) => {
      writeSync(file, text);
      last = (last + text).slice(-1000);
      if (unread === undefined) return;
      unread += text;
      const [, address] = / is running at:\n.*?(https?:\/\/\S+)\n/.exec(unread) ?? [];
      if (address === undefined) return;
      unread = undefined;
      console.log(welcome(address));
    },
  ).finally(() => closeSync(file));
  if (code !== 0) console.error(last.trimEnd());
  return code;
}

/** Hides a package that takes 0.65 s to import: jsonschema needs it for a format that JupyterLab's files do not use. */
const program =
  'import sys; sys.modules["rfc3987_syntax"] = None; from jupyterlab.labapp import main; sys.exit(main())';

const log = join(generated, "lab.log");

const welcome = (address: string) => `
JupyterLab runs at ${address}
It opens in your browser; if not, copy this address.
To stop it, press Ctrl-C here and answer y. Save your notebooks first.
Its log is in ${relative(root, log)}.`;

/** Its `labconfig/` keeps JupyterLab from asking the learner whether to fetch news. */
const ourDefaults = join(root, "lib", "setup");

const labOptions = [
  `--ServerApp.root_dir=${notebooks}`,
  "--LabApp.news_url=None",
  "--LabApp.check_for_updates_class=jupyterlab.NeverCheckForUpdate",
  "--LabApp.extension_manager=readonly",
  // `custom.css` gives figures the colours of the theme.
  "--LabApp.custom_css=True",
  `--ServerApp.tornado_settings=${JSON.stringify({ static_custom_path: [join(root, "lib", "plot", "jupyterlab")] })}`,
];
