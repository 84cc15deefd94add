/** Submissions run again in the sandbox: honest work holds, edited outputs do not, and no attack harms anybody. */
import assert from "node:assert/strict";
import { mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, suite, test } from "node:test";
import { gradeWork } from "../../lib/grade/grade";
import { sandboxTrouble } from "../../lib/grade/sandbox/bubblewrap";
import { LIMITS } from "../../lib/grade/sandbox/limits";
import { readWork } from "../../lib/grade/submission/find-works";
import { kinds } from "./kinds";
import { handIn, type Submission } from "./submission";

const folder = mkdtempSync(join(tmpdir(), "submissions "));
after(() => rmSync(folder, { recursive: true, force: true }));

// Time in plenty for an honest cell on a busy machine; what passes it here is meant to.
const limits = { ...LIMITS, cell: 60, total: 180, memory: 1_000_000_000, output: 2_000_000, processes: 24 };

async function grade(submission: Submission, change: Partial<typeof limits> = {}) {
  const work = readWork({ id: submission.id, folder: handIn(submission, folder) });
  const scratch = join(mkdtempSync(join(folder, "scratch-")), "run");
  const signal = new AbortController().signal;
  return gradeWork(work, { limits: { ...limits, ...change }, unsafe: false, scratch, signal });
}

const all = Object.values(kinds).flat();
const named = (id: string) => all.find((submission) => submission.id === id)!;

function checked(submission: Submission, graded: Awaited<ReturnType<typeof grade>>) {
  const expected = { ...submission.expected, ...submission.rerun };
  for (const { id, said, reasons, found } of graded.questions) {
    const wanted = expected[id] ?? expected[id.slice(0, 4)];
    if (wanted) assert.equal(said, wanted, `${id}: ${found} (${reasons.join("; ")})`);
  }
}

/** Command lines of the processes of this machine. */
function processes(): string[] {
  return readdirSync("/proc")
    .filter((name) => /^\d+$/.test(name))
    .map((id) => {
      try {
        return readFileSync(`/proc/${id}/cmdline`, "utf8");
      } catch {
        return ""; // it has ended meanwhile
      }
    });
}

suite("run again in the sandbox", () => {
  test("there is a sandbox here", () => assert.equal(sandboxTrouble(), undefined));

  for (const id of ["ts-plain", "edited everywhere", "changed dataset", "never run"]) {
    test(`${id}: ${named(id).about}`, async () => {
      const graded = await grade(named(id));
      checked(named(id), graded);
      for (const { trouble } of graded.notebooks) assert.equal(trouble, null);
    });
  }
});

suite("attacks", () => {
  const reasons: Record<string, [RegExp, Partial<typeof limits>?]> = {
    "endless loop": [/did not end within its time/, { cell: 20 }],
    "endless output": [/printed more/],
    "memory bomb": [/more memory/],
    "fork bomb": [/more processes/],
    "kills its parent": [/kernel died|did not end|did not start/, { cell: 20 }],
  };
  for (const submission of kinds.attacks) {
    test(`${submission.id}: ${submission.about}`, async () => {
      const [reason, change] = reasons[submission.id] ?? [];
      const graded = await grade(submission, change);
      checked(submission, graded);
      if (reason) assert.match(graded.questions.find(({ id }) => id === "ex01")!.reasons.join(), reason);
      assert.deepEqual(
        processes().filter((line) => /left-behind-by-a-submission|bomb\.mjs/.test(line)),
        [],
      );
    });
  }

  test("a link out of the folder is neither followed nor seen inside", async () => {
    const submission = named("reads and writes around");
    const place = handIn({ ...submission, id: "links" }, folder);
    symlinkSync("/etc", join(place, "outside"));
    const work = readWork({ id: "links", folder: place });
    assert.deepEqual(work.remarks, ["outside is a link, which is not followed"]);
  });
});
