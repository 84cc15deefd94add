import assert from "node:assert/strict";
import { existsSync, readFileSync, rmSync } from "node:fs";
import { createServer } from "node:net";
import { join } from "node:path";
import { afterEach, beforeEach, describe, test } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { Scratch } from "./scratch";

let project: Scratch;
beforeEach(() => {
  project = new Scratch();
});
afterEach(() => project.remove());

const log = () => readFileSync(join(project.folder, "log"), { encoding: "utf8", flag: "a+" });

/** What npm and Python were asked since the last time, without the questions for a version. */
function asked(): string[] {
  const lines = log().split("\n");
  rmSync(join(project.folder, "log"));
  return lines
    .flatMap((line) => /^(npm ci|python -m venv|python -m pip install)/.exec(line)?.[0] ?? [])
    .sort();
}

async function waitFor<T>(look: () => T | undefined): Promise<T> {
  for (let tries = 0; tries < 200; tries++) {
    const found = look();
    if (found !== undefined) return found;
    await sleep(50);
  }
  throw new Error("waited for 10 s in vain");
}

function isGone(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return false;
  } catch {
    return true;
  }
}

const everything = [
  "npm ci",
  "python -m pip install",
  "python -m pip install",
  "python -m pip install",
  "python -m venv",
];

describe("set-up", () => {
  test("does each step once, and nothing the second time", async () => {
    const first = await project.run(["setup"]);
    assert.equal(first.code, 0, first.text);
    assert.deepEqual(asked(), everything);
    assert.match(first.text, /✓ npm packages: added 1 package, \d+\.\d s/);
    assert.match(first.text, /✓ JupyterLab, pandas, NumPy: 12 MB downloaded/);
    assert.ok(existsSync(join(project.folder, ".venv/share/jupyter/kernels/tslab/kernel.json")));
    const second = await project.run(["bench"]);
    assert.deepEqual(asked(), []);
    assert.doesNotMatch(second.text, / …|Set up in/);
  });

  test("after a change of a manifest, does again what hangs on it and no more", async () => {
    await project.run(["setup", "--no-native"]);
    asked();
    const lock = readFileSync(join(project.folder, "package-lock.json"), "utf8");
    project.write("package-lock.json", lock.replace("1.0.0", "1.0.1"));
    await project.run(["setup", "--no-native"]);
    assert.deepEqual(asked(), ["npm ci"]);
    const environment = readFileSync(join(project.folder, "environment.yml"), "utf8");
    project.write("environment.yml", environment.replace("keras==3.0.0", "keras==3.0.1"));
    await project.run(["setup", "--no-native"]);
    assert.deepEqual(asked(), ["python -m pip install"]);
  });

  test("mends what was deleted or cut off in the middle", async () => {
    await project.run(["setup"]);
    asked();
    rmSync(join(project.folder, "node_modules/.package-lock.json"));
    rmSync(join(project.folder, ".venv/lib/python3.12/site-packages/jupyterlab-4.0.0.dist-info/INSTALLER"));
    await project.run(["bench"]);
    assert.deepEqual(asked(), ["npm ci", "python -m pip install"]);
    rmSync(join(project.folder, ".venv"), { recursive: true });
    await project.run(["bench"]);
    assert.deepEqual(asked(), everything.slice(1));
  });

  test("killed with no time to say so, it takes npm and pip along, and the next run mends it", async () => {
    const { kill, outcome } = project.start(["setup"], { PIP_HANGS: "yes" });
    const pips = await waitFor(() => {
      const pids = [...log().matchAll(/^hangs (\d+)$/gm)].map(([, pid]) => Number(pid));
      return pids.length === 2 ? pids : undefined;
    });
    kill();
    await outcome;
    await waitFor(() => pips.every(isGone) || undefined);
    const { code, text } = await project.run(["setup"]);
    assert.equal(code, 0, text);
    assert.ok(existsSync(join(project.folder, ".venv/share/jupyter/kernels/tslab/kernel.json")));
  });

  test("two at the same time: the second waits, and finds all done", async () => {
    const both = await Promise.all([project.run(["setup"]), project.run(["setup"])]);
    assert.deepEqual(
      both.map(({ code }) => code),
      [0, 0],
    );
    assert.deepEqual(asked(), everything);
    assert.equal(
      both.filter(({ text }) => /Another set-up \(process \d+\) is under way/.test(text)).length,
      1,
    );
  });

  test("takes over the lock of a process that is gone", async () => {
    project.write(".day/setup/lock", "2147483646");
    const { code, text } = await project.run(["setup"]);
    assert.equal(code, 0, text);
    assert.doesNotMatch(text, /Another set-up/);
  });
});

describe("without the native library, set-up goes on with one sentence", () => {
  const onWasm =
    "so TensorFlow.js runs on its wasm back end, with the same results; `npm run setup` tries again.";

  test("no wheel for this Python", async () => {
    const says = "ERROR: No matching distribution found for tensorflow-cpu==2.0.0";
    const first = await project.run(["setup"], { PIP_FAILS: "tensorflow-cpu", PIP_SAYS: says });
    assert.equal(first.code, 0);
    assert.ok(
      first.text.includes(
        `– TensorFlow is not published for this Python on ${process.platform} ${process.arch}, ${onWasm}`,
      ),
      first.text,
    );
    asked();
    const second = await project.run(["bench"]);
    assert.deepEqual(asked(), [], "it does not try again unasked");
    assert.ok(second.text.includes(onWasm));
    const third = await project.run(["setup"]);
    assert.deepEqual(
      asked(),
      ["python -m pip install", "python -m pip install"],
      "TensorFlow, then what it needs",
    );
    assert.doesNotMatch(third.text, /TensorFlow is not published/);
  });

  test("its download fails", async () => {
    const says =
      "WARNING: Retrying ... NewConnectionError ...\nERROR: No matching distribution found for tensorflow-cpu";
    const { code, text } = await project.run(["setup"], { PIP_FAILS: "tensorflow-cpu", PIP_SAYS: says });
    assert.equal(code, 0);
    assert.ok(
      text.includes(
        `– TensorFlow could not be downloaded, since the package registry cannot be reached, ${onWasm}`,
      ),
      text,
    );
  });

  test("a compiler that fails", async () => {
    const { code, text } = await project.run(["setup"]);
    assert.equal(code, 0);
    assert.ok(
      text.includes(`– The native addon could not be built by g++: fatal error: no such header, ${onWasm}`),
      text,
    );
  });

  test("no compiler and no ziglang", async () => {
    rmSync(join(project.folder, "programs/g++"));
    const says = "ERROR: No matching distribution found for ziglang";
    const { code, text } = await project.run(["setup"], { PIP_FAILS: "ziglang", PIP_SAYS: says });
    assert.equal(code, 0);
    assert.ok(text.includes("– A C++ compiler (ziglang) is not published for this Python on"), text);
  });

  test("CXX names another compiler, with its own words", async () => {
    project.program("c1xx", `#!/bin/sh\necho "compiled $1" >> "$LOG"\nexit 1\n`);
    const { text } = await project.run(["setup"], { CXX: "c1xx -m64" });
    assert.match(readFileSync(join(project.folder, "log"), "utf8"), /compiled -m64/);
    assert.match(text, /built by c1xx -m64 \(CXX\)/);
  });

  test("on wish, and it stays so until asked again", async () => {
    const { code, text } = await project.run(["setup", "--no-native"]);
    assert.equal(code, 0);
    assert.ok(text.includes(`– TensorFlow was left out by --no-native, ${onWasm}`), text);
    assert.ok(
      !existsSync(join(project.folder, ".venv/lib/python3.12/site-packages/tensorflow-cpu-2.0.0.dist-info")),
    );
    asked();
    await project.run(["bench"]);
    assert.deepEqual(asked(), []);
    await project.run(["setup"]);
    assert.deepEqual(asked(), ["python -m pip install", "python -m pip install"]);
  });
});

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

  test("no network", async () => {
    await stops(
      { NPM_SAYS: "npm error code ENOTFOUND" },
      /✗ The npm packages could not be downloaded, since the package registry cannot be reached\. Connect/,
    );
  });

  test("a full disk, even where only TensorFlow met it", async () => {
    const env = { PIP_FAILS: "tensorflow-cpu", PIP_SAYS: "ERROR: [Errno 28] No space left on device" };
    await stops(env, /✗ The disk is full\. All of set-up needs about/);
  });

  test("a lock file that does not go with the manifest", async () => {
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
    await stops({}, new RegExp(`✗ Port ${port} is in use\\. Choose another`), ["lab", `--port=${port}`]);
    server.close();
  });

  test("a command that there is not", async () => {
    await stops({}, /✗ There is no command "strat"\. These are:\n {2}npm run start /, ["strat"]);
  });
});

test("an active conda environment is used as it is, and the kernel stays in the project", async () => {
  for (const name of ["jupyterlab-4.0.0", "keras-3.0.0"]) {
    project.write(`conda/lib/python3.12/site-packages/${name}.dist-info/INSTALLER`, "");
  }
  const { code, text } = await project.run(["setup"], {
    CONDA_PREFIX: join(project.folder, "conda"),
    CONDA_DEFAULT_ENV: "keras-day",
  });
  assert.equal(code, 0, text);
  assert.deepEqual(asked(), ["npm ci"]);
  assert.ok(!existsSync(join(project.folder, ".venv")));
  assert.ok(existsSync(join(project.folder, ".day/jupyter/kernels/tslab/kernel.json")));
  assert.match(
    text,
    /– The active conda environment has no TensorFlow, so TensorFlow\.js runs on its wasm back end/,
  );
});

test("doctor names the command that mends a part, and fails where the day cannot go on without it", async () => {
  const before = await project.run(["doctor"]);
  assert.equal(before.code, 1);
  assert.match(before.text, /✗ jupyterlab +missing\n +npm run setup\n/);
  assert.match(before.text, /– tensorflow-cpu +missing\n +npm run setup {2}\(the day goes on without it\)/);
  await project.run(["setup"]);
  const after = await project.run(["doctor"]);
  assert.match(after.text, /✓ jupyterlab +4\.0\.0\n/);
  assert.match(after.text, /✓ tensorflow-cpu +2\.0\.0\n/);
});

test("where types or lint fail, the tests' closing line counts them", async () => {
  const { code, text } = await project.run(["test"]);
  assert.equal(code, 1);
  assert.match(text, /✗ types\n/);
  assert.match(text, /✗ lint\n/);
  assert.match(text, /\n0 passed, 3 failed\n$/);
});
