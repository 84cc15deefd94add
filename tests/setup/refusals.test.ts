import assert from "node:assert/strict";
import { readdirSync, rmSync, symlinkSync } from "node:fs";
import { createServer } from "node:net";
import { join } from "node:path";
import { afterEach, beforeEach, describe, test } from "node:test";
import { Scratch } from "./scratch.ts";

let project: Scratch;
beforeEach(() => {
  project = new Scratch();
});
afterEach(() => project.remove());

describe("what stops set-up is one sentence with its remedy, and exit code 2", () => {
  async function stops(env: NodeJS.ProcessEnv, sentence: RegExp, words = ["start"]): Promise<void> {
    const { code, text } = await project.run(words, env);
    assert.equal(code, 2);
    assert.match(text, sentence);
    assert.doesNotMatch(text, /^\s+at /m, "no stack trace");
  }

  test("no Python", async () => {
    rmSync(join(project.folder, "programs/python3"));
    await stops(
      {},
      /✗ Python 3\.11 or newer is needed, and there is none on the PATH\. Install Python 3\.13 /,
    );
  });

  test("an old Python", async () => {
    await stops(
      { PYTHON: "3.10.2 True" },
      /✗ Python 3\.11 or newer is needed, and only python3 3\.10\.2 is on the PATH\. Install/,
    );
  });

  test("a Python without its venv module", async () => {
    await stops(
      { PYTHON: "3.11.2 False" },
      /✗ python3 \(3\.11\.2\) cannot make virtual environments.*`sudo apt-get install python3\.11-venv`/,
    );
  });

  test("a .venv that is a link, whose target stays as it is", async () => {
    project.write("elsewhere/.venv/pyvenv.cfg", "version = 3.12.1");
    symlinkSync(join(project.folder, "elsewhere/.venv"), join(project.folder, ".venv"));
    for (const words of [["start"], ["test"]]) {
      await stops(
        {},
        /✗ \S+\.venv is a symbolic link to \S+elsewhere\/\.venv, where set-up would delete.* Remove the link /,
        words,
      );
    }
    assert.deepEqual(readdirSync(join(project.folder, "elsewhere/.venv")), ["pyvenv.cfg"]);
    rmSync(join(project.folder, "elsewhere"), { recursive: true });
    await stops({}, /\.venv is a symbolic link to /);
  });

  test("no network", async () => {
    await stops(
      { NPM_SAYS: "npm error code ENOTFOUND" },
      /✗ The npm packages could not be downloaded, since the package registry cannot be reached\. Connect/,
    );
  });

  test("a full disk, even if only TensorFlow's step meets it", async () => {
    const env = { PIP_FAILS: "tensorflow-cpu", PIP_SAYS: "ERROR: [Errno 28] No space left on device" };
    await stops(env, /✗ The disk of \S+ is full\. All of set-up needs about/);
  });

  test("a lock file that does not match the manifest", async () => {
    await stops(
      { NPM_SAYS: "npm error code EUSAGE" },
      /✗ package\.json and package-lock\.json disagree\. Run `npm install`/,
    );
  });

  test("a conda environment of something else", async () => {
    const env = { CONDA_PREFIX: join(project.folder, "conda"), CONDA_DEFAULT_ENV: "other" };
    await stops(
      env,
      /✗ The active conda environment "other" is not as environment\.yml says: it lacks jupyterlab 4\.0\.0\. Run `conda env update --name other/,
    );
  });

  test("a port in use", async () => {
    await project.run(["setup"]);
    const server = createServer();
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    const { port } = server.address() as { port: number };
    await stops({}, new RegExp(`Port ${port} is in use\\. Choose another`), ["lab", `--port=${port}`]);
    server.close();
  });

  test("an unknown command", async () => {
    await stops({}, /✗ There is no command "strat"\. These are:\n {2}npm run start /, ["strat"]);
  });
});
