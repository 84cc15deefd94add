/** Colours are for terminals, and for those who want them. */
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { test } from "node:test";
import { pythonCommand, root } from "../../lib/setup/paths.mjs";

/** A terminal that keeps what is written to it. */
const terminal = `
import os, pty, sys
status = pty.spawn(sys.argv[1:], lambda fd: os.read(fd, 65536))
sys.exit(os.waitstatus_to_exitcode(status))
`;

function onTerminal(command: string[], env: NodeJS.ProcessEnv): string {
  const { stdout, status, stderr } = spawnSync(
    pythonCommand(),
    ["-c", terminal, process.execPath, ...command],
    {
      cwd: root,
      encoding: "utf8",
      env: {
        ...process.env,
        TERM: "xterm",
        CI: undefined,
        NO_COLOR: undefined,
        FORCE_COLOR: undefined,
        ...env,
      },
    },
  );
  assert.equal(status, 2, stdout + stderr);
  return stdout;
}

// Each of them says in red what is wrong with the word that it is given.
for (const [name, ...command] of [
  ["an unknown command", "lib/setup/main.mjs", "nonsense"],
  ["the day", "--import", "tsx", "lib/cli/main.ts", "start", "nonsense"],
  ["exercise", "--import", "tsx", "lib/cli/main.ts", "exercise", "nonsense"],
]) {
  test(`${name} has colours on a terminal, but not with NO_COLOR`, () => {
    assert.ok(onTerminal(command, {}).includes("\x1b[31m"));
    const plain = onTerminal(command, { NO_COLOR: "1" });
    assert.match(plain, /nonsense/);
    assert.ok(!plain.includes("\x1b["));
  });

  test(`${name} has none in a pipe`, () => {
    const env = { ...process.env, CI: undefined, FORCE_COLOR: undefined, NO_COLOR: undefined };
    const { stdout, stderr } = spawnSync(process.execPath, command, { cwd: root, encoding: "utf8", env });
    assert.match(stdout + stderr, /nonsense/);
    assert.ok(!(stdout + stderr).includes("\x1b["));
  });
}
