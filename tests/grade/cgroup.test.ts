/** If cgroups can be made, they limit a sandbox's memory and processes, and are removed afterwards. */
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { join } from "node:path";
import { test } from "node:test";
import { pythonCommand, root } from "../../lib/setup/paths.mjs";

const program = `
import json, os, subprocess, sys
sys.path.insert(0, sys.argv[1])
import cgroup
group = cgroup.Cgroup("kd-run-%d-test" % os.getpid(), {"memory": 100_000_000, "disk": 1_000_000, "processes": 1})
holds = [any(os.path.exists(os.path.join(folder, file)) for folder in group.folders for file in files) for files in (["memory.limit_in_bytes", "memory.max"], ["pids.max"])]
run = lambda code: subprocess.run(group.enter([sys.executable, "-c", code]), capture_output=True, text=True)
said = run("print('inside')").stdout
before = group.has_killed()
memory = run("bytearray(400_000_000)").returncode
killed = group.has_killed()
forks = run("import os\\nfor _ in range(100):\\n if os.fork() == 0: os._exit(0)").returncode
subprocess.Popen(group.enter([sys.executable, "-c", "import time; time.sleep(60)"]))
group.remove()
left = [folder for folder in group.folders if os.path.exists(folder)]
print(json.dumps([*holds, said, before, memory, killed, forks, left]))`;

test("a cgroup holds memory and processes, or there is none, and the command runs as it is", () => {
  const folder = join(root, "lib/grade/sandbox");
  const printed = execFileSync(pythonCommand(), ["-c", program, folder], { encoding: "utf8" });
  const [memoryHeld, threadsHeld, said, before, memory, killed, forks, left] = JSON.parse(printed);
  assert.deepEqual([said, before, left], ["inside\n", false, []]);
  assert.deepEqual([memory, killed], memoryHeld ? [-9, true] : [0, false]);
  assert.equal(forks, threadsHeld ? 1 : 0);
});
