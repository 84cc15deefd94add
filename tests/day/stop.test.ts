/** However a run ends, its kernels end with it. */
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { once } from "node:events";
import { existsSync } from "node:fs";
import { suite, test } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { codeCells } from "../../lib/nbformat/notebook.ts";
import { ScratchProject } from "./scratch-project.ts";

const processes = (project: ScratchProject) =>
  execFileSync("ps", ["-eo", "args"], { encoding: "utf8" })
    .split("\n")
    .filter((line) => line.includes(project.folder));

/** Starts the day on a cell that never ends, ends it when that cell is at work, and waits for the end. */
async function stop(
  end: (day: ReturnType<ScratchProject["start"]>) => void,
  check: (project: ScratchProject, code: number | null, stderr: string) => Promise<void>,
) {
  const project = await ScratchProject.create();
  try {
    const notebook = project.notebook("ex01_sequential");
    const [first, second] = codeCells(notebook);
    first.source = "1"; // in place of the imports, which take seconds
    second.source = "while (true) {}";
    project.write("ex01_sequential", notebook);
    const day = project.start(["ex01"]);
    let stderr = "";
    day.stderr.on("data", (data) => {
      stderr += data;
    });
    await new Promise<void>((resolve) => {
      day.stdout.on("data", (data) => String(data).includes("cell 1 of 2") && resolve());
    });
    assert.ok(processes(project).length > 1, "a kernel is at work");
    end(day);
    const [code] = await once(day, "exit");
    await check(project, code, stderr);
  } finally {
    project.remove();
  }
}

suite("a run that is stopped leaves no kernel", {
  skip: process.platform === "win32" && "needs POSIX signals",
}, () => {
  for (const signal of ["SIGINT", "SIGTERM"] as const) {
    test(`by ${signal}`, async () => {
      await stop(
        (day) => day.kill(signal),
        async (project, code, stderr) => {
          assert.equal(stderr, "Stopped. No kernel is left running.\n");
          assert.equal(code, 130);
          assert.deepEqual(processes(project), []);
          assert.ok(!existsSync(project.path(".day/reports/day.json")));
        },
      );
    });
  }

  test("by SIGKILL, soon after", async () => {
    await stop((day) => day.kill("SIGKILL"), endsSoon);
  });

  test("by Ctrl-C of a pipe whose reader has gone, as `npm start | head` does", async () => {
    const end = (day: ReturnType<ScratchProject["start"]>) => {
      day.stdout.destroy();
      day.kill("SIGINT");
    };
    await stop(end, async (project, code, stderr) => {
      assert.equal(code, 130);
      assert.doesNotMatch(stderr, /EPIPE/);
      await endsSoon(project);
    });
  });

  async function endsSoon(project: ScratchProject): Promise<void> {
    for (let tries = 0; tries < 50 && processes(project).length > 0; tries++) await sleep(200);
    assert.deepEqual(processes(project), []);
  }
});
