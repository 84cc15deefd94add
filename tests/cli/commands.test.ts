/** Help and usage errors of every command. */
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { readdirSync } from "node:fs";
import { join } from "node:path";
import { suite, test } from "node:test";
import { stoppable } from "../../lib/cli/stoppable.ts";
import { commands } from "../../lib/setup/command-list.mjs";
import { root } from "../../lib/setup/paths.mjs";
import { runHere } from "../../lib/setup/run.mjs";

const run = (...words: string[]) =>
  spawnSync(process.execPath, [join(root, "lib/setup/main.mjs"), ...words], {
    cwd: root,
    encoding: "utf8",
    env: { ...process.env, NO_COLOR: "1", FORCE_COLOR: undefined },
  });

test("each command has a file", () => {
  const files = readdirSync(join(root, "lib/cli"));
  for (const name of Object.keys(commands)) assert.ok(files.includes(`${name}.ts`), name);
});

test("help lists the commands", () => {
  for (const words of [["help"], ["--help"], []]) {
    const { status, stdout } = run(...words);
    assert.equal(status, 0);
    for (const [name, { about }] of Object.entries(commands)) {
      assert.match(stdout, new RegExp(`  npm run ${name} +${about}\n`));
    }
  }
});

test("a reader that ends early is no error", () => {
  const { stderr } = spawnSync(
    "sh",
    ["-c", '{ "$0" lib/setup/main.mjs help; echo $? >&2; } | true', process.execPath],
    {
      cwd: root,
      encoding: "utf8",
    },
  );
  assert.equal(stderr, "0\n");
});

suite("--help of", () => {
  for (const [name, { about }] of Object.entries(commands)) {
    test(name, () => {
      const { status, stdout, stderr } = run(name, "--help");
      assert.equal(status, 0, stderr);
      assert.ok(stdout.startsWith(`Usage: npm run ${name} -- [options]`), stdout);
      assert.ok(stdout.includes(about));
      assert.match(stdout, /\nExit codes:\n {2}0 +\S/);
      assert.match(stdout, /--no-native/);
    });
  }
});

suite("exit code 2 and the reason:", () => {
  for (const [words, reason] of [
    [["strat"], /unknown command 'strat'\n\(Did you mean start\?\)/],
    [["constructor"], /unknown command 'constructor'/],
    [["start", "--updat"], /unknown option '--updat'\n\(Did you mean --update\?\)/],
    [["start", "--limit"], /argument missing/],
    [["start", "--limit", "0"], /'0' is invalid\. Expected a whole number above 0/],
    [["start", "--limit", "1.5"], /'1\.5' is invalid/],
    [["grade"], /missing required argument 'path'\n.*npm run grade -- --help/],
    [["grade", "notebooks", "--unsave"], /Did you mean --unsafe\?/],
    [["doctor", "--all"], /`npm run doctor` has no option "--all"/],
    [["setup", "--frsh"], /It takes --fresh and --no-native/],
    [["verify", "notebooks"], /--new-key/],
    [["lab", "--port=70000"], /Expected a port of at most 65535\. Received: port=70000\. Choose another/],
    [["site", "--serve", "--port", "70000"], /Expected a port of at most 65535/],
    [["bench", "engin"], /There is no subject "engin": choose from engine, kernel, grade/],
    [["test", "--no-skip"], /Did you mean --no-skips\?/],
  ] as const) {
    test(words.join(" "), () => {
      const { status, stderr } = run(...words);
      assert.equal(status, 2, stderr);
      assert.match(stderr, reason);
    });
  }
});

test("after the first Ctrl-C the next one kills", async () => {
  const listeners = process.listenerCount("SIGINT");
  const code = await stoppable("", async (signal) => {
    process.emit("SIGINT");
    assert.ok(signal.aborted);
    return process.listenerCount("SIGINT");
  });
  assert.equal(code, listeners);
});

test("a command that a signal ends has the exit code of a shell", async () => {
  for (const [signal, code] of [
    ["INT", 130],
    ["KILL", 137],
    ["SEGV", 139],
  ] as const)
    assert.equal(await runHere(["sh", "-c", `ulimit -c 0; kill -${signal} $$`]), code);
});
