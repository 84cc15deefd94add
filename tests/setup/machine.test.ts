import assert from "node:assert/strict";
import {
  chmodSync,
  chownSync,
  cpSync,
  existsSync,
  mkdirSync,
  readFileSync,
  renameSync,
  symlinkSync,
} from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, describe, test } from "node:test";
import { pathToFileURL } from "node:url";
import { Scratch } from "./scratch.ts";

let project: Scratch;
beforeEach(() => {
  project = new Scratch();
});
afterEach(() => project.remove());

/** The path of a program of the system; the scratch project has no other on its PATH. */
function program(name: string): string {
  const folders = (process.env.PATH ?? "").split(":");
  const found = folders.map((folder) => join(folder, name)).find((file) => existsSync(file));
  assert.ok(found, `${name} is on the PATH`);
  return found;
}

interface Fault {
  env?: NodeJS.ProcessEnv;
  /** The command that the project's command is run by. */
  within?: string[];
  words?: string[];
}

/** Asserts that the command, which would set up all, ends with one sentence and exit code 2, and that it does not wait. */
async function stops(sentence: RegExp, { env, within, words = ["start"] }: Fault = {}): Promise<void> {
  const since = performance.now();
  const { code, text } = await project.run(words, env, within);
  assert.match(text, sentence);
  assert.equal(text.trim().split("\n").length, 1, text);
  assert.equal(code, 2);
  assert.ok(performance.now() - since < 60_000, "it does not wait");
  assert.deepEqual(project.asked(), []);
}

describe("a fault of the machine is one sentence with its remedy, and exit code 2", () => {
  test("an old Node.js", async () => {
    // Old versions cannot parse or load what the rest is written in: this file imports nothing before it has looked.
    const main = readFileSync(join(project.folder, "lib/setup/main.mjs"), "utf8");
    assert.doesNotMatch(main, /^import |^export |\bawait\b|\?\?|\?\./m);
    const old =
      'Object.defineProperty(process, "versions", { value: { ...process.versions, node: "18.20.8" } });';
    project.write("old.mjs", old);
    const NODE_OPTIONS = `--import=${pathToFileURL(join(project.folder, "old.mjs")).href}`;
    await stops(/^✗ Node\.js 20\.19 or newer is needed, and this is 18\.20\.8\. Install a newer one/, {
      env: { NODE_OPTIONS },
    });
  });

  /** The checks on this machine, with what the arguments change. */
  const bubble = (...args: string[]) => [program("bwrap"), "--dev-bind", "/", "/", ...args, "--"];

  test("a full disk", async () => {
    mkdirSync(join(project.folder, ".day"));
    const within = bubble("--size", "65536", "--tmpfs", join(project.folder, ".day"));
    await stops(/^✗ The disk of \S+ is full\. All of set-up needs about \d\.\d GB in /, { within });
  });

  test("a full disk for temporary files", async () => {
    mkdirSync(join(project.folder, "temporary"));
    const TMPDIR = join(project.folder, "temporary");
    const within = bubble("--size", "65536", "--tmpfs", TMPDIR);
    await stops(/^✗ The disk of \S+\/temporary is full\./, { within, env: { TMPDIR } });
  });

  test("a read-only disk", async () => {
    const within = bubble("--ro-bind", project.folder, project.folder);
    const sentence =
      /^✗ \S+ is on a disk that is mounted read-only\. Mount it for writing, or copy the project/;
    await stops(sentence, { within, env: { LOG: "/dev/null" } });
    mkdirSync(join(project.folder, ".day/setup"), { recursive: true });
    await stops(sentence, { within, env: { LOG: "/dev/null" } });
  });

  for (const folder of [".day", ".day/setup"]) {
    test(`a ${folder} that another user has made`, async () => {
      mkdirSync(join(project.folder, ".day/setup"), { recursive: true });
      chmodSync(project.folder, 0o755);
      if (process.getuid?.() === 0) {
        if (folder === ".day/setup") chmodSync(join(project.folder, ".day"), 0o777);
        const within = [program("setpriv"), "--reuid=12345", "--clear-groups"];
        const sentence =
          /^✗ \S+ cannot be written \(EACCES\), as it belongs to another user \(id 0; you are 12345\)\. Run `sudo chown -R 12345 \.` in \S+, then/;
        await stops(sentence, { within });
      } else {
        // Without the rights of root, one's own folder that may not be written to is the nearest to it.
        chmodSync(join(project.folder, folder), 0o555);
        await stops(/^✗ EACCES: permission denied, .*\. Make \S+ and all in it yours and writable/);
        chmodSync(join(project.folder, folder), 0o755);
      }
    });
  }

  test(".day is a file", async () => {
    project.write(".day", "");
    await stops(/^✗ \S+\.day is not a folder\. Remove it, then run the command again\.$/m);
  });

  test("a TMPDIR that does not exist", async () => {
    await stops(
      /^✗ The folder for temporary files, \S+\/none, does not exist\. Set TMPDIR to a folder that you may write to/,
      { env: { TMPDIR: join(project.folder, "none") } },
    );
  });

  test("a TMPDIR that cannot be written to", async () => {
    const within = bubble(
      "--ro-bind",
      project.folder,
      project.folder,
      "--tmpfs",
      join(project.folder, ".day"),
    );
    mkdirSync(join(project.folder, ".day"));
    const env = { TMPDIR: project.folder, LOG: "/dev/null" };
    await stops(/^✗ The folder for temporary files, \S+, cannot be written to \(EROFS\)\. Set TMPDIR/, {
      within,
      env,
    });
  });

  for (const words of [["start"], ["lab"]]) {
    test(`no loopback interface for ${words}`, async () => {
      const within = [program("unshare"), "--map-root-user", "--net"];
      await stops(
        /^✗ Programs cannot reach each other at 127\.0\.0\.1 \(E[A-Z]+\).* Run `sudo ip link set lo up`/,
        {
          within,
          words,
        },
      );
    });
  }

  test("a limit of virtual memory", async () => {
    // In KiB: enough for Node itself, and not for the addresses that V8 reserves for WebAssembly.
    const within = ["/bin/sh", "-c", 'ulimit -v 8000000; exec "$@"', "sh"];
    await stops(/^✗ WebAssembly cannot reserve its memory: this shell limits .* Run `ulimit -v unlimited`/, {
      within,
    });
  });

  test("a lock that is a folder, or a link to nothing", async () => {
    mkdirSync(join(project.folder, ".day/setup/lock"), { recursive: true });
    await stops(
      /^✗ The lock of another process, \S+\/lock, is a folder\. Remove it, then run the command again\.$/m,
    );
    renameSync(join(project.folder, ".day/setup/lock"), join(project.folder, ".day/setup/aside"));
    symlinkSync("nothing", join(project.folder, ".day/setup/lock"));
    await stops(/^✗ The lock of another process, \S+\/lock, cannot be read \(ENOENT\)\. Remove it, /);
  });

  test("a lock that may not be read", async () => {
    project.write(".day/setup/lock", "1");
    chmodSync(join(project.folder, ".day/setup/lock"), 0o000);
    chmodSync(project.folder, 0o755);
    const isRoot = process.getuid?.() === 0;
    const within = isRoot ? [program("setpriv"), "--reuid=12345", "--clear-groups"] : [];
    if (isRoot)
      for (const folder of [".day", ".day/setup"]) chownSync(join(project.folder, folder), 12345, 0);
    await stops(/^✗ The lock of another process, \S+\/lock, cannot be read \(EACCES\)\. Remove it, /, {
      within,
    });
  });

  test("a path with a question mark", async () => {
    const main = join(`${project.folder}/a ?`, "lib/setup");
    cpSync(join(project.folder, "lib"), join(project.folder, "a ?/lib"), { recursive: true });
    const within = ["/bin/sh", "-c", '"$1" "$0/main.mjs" start', main];
    await stops(/^✗ The path of the project has a question mark, .*\/a \?: tsx.* Rename that folder, /, {
      within,
    });
  });
});

test("doctor names the faults of the machine too", async () => {
  const { code, text } = await project.run(["doctor"], { TMPDIR: join(project.folder, "none") });
  assert.equal(code, 1);
  assert.match(
    text,
    /^✗ temporary files +The folder for temporary files, \S+\/none, does not exist\n +Set TMPDIR/m,
  );
});
