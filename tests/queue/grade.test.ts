/** Grading on workers gives the files of a local run, whatever is killed; a wrong or a lying worker is named. */
import assert from "node:assert/strict";
import { once } from "node:events";
import { cpSync, mkdtempSync, readdirSync, readFileSync, truncateSync, writeFileSync } from "node:fs";
import { type AddressInfo, createServer } from "node:net";
import { hostname, tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, suite, test } from "node:test";
import { setTimeout } from "node:timers/promises";
import { Worker } from "bullmq";
import { Redis } from "ioredis";
import { readProject } from "../../lib/project.ts";
import { JobQueue } from "../../lib/queue/client.ts";
import { encode } from "../../lib/queue/encode.ts";
import { PREFIX, queueName } from "../../lib/queue/keys.ts";
import { putOutput } from "../../lib/queue/payloads.ts";
import { announce, HEARTBEAT, leave, type Member, refusal } from "../../lib/queue/registry.ts";
import { runWorker } from "../../lib/queue/worker.ts";
import { until } from "../kernel/test-kernel.ts";
import { ts } from "../submissions/answers.ts";
import { writeSubmission } from "../submissions/submission.ts";
import { buildWorkers, command, killAll, testWorker } from "./processes.ts";
import { freePort, noRedis, selfSigned, TestRedis } from "./redis.ts";

const KIND = "grade-as-submitted";
const PEOPLE = 16;

suite("a queue", { skip: noRedis }, () => {
  const folder = mkdtempSync(join(tmpdir(), "queue "));
  const redis = new TestRedis();
  const local = join(folder, "local");
  let classes = 0;

  before(async () => {
    await redis.start();
    await buildWorkers();
    await command("grade", [newClass(), "--as-submitted", "--out", local]).ended;
  });
  after(async () => {
    await killAll();
    await redis.end();
  });

  /** A class like the others, which was never graded. */
  function newClass(): string {
    const path = join(folder, `class ${++classes}`);
    for (let n = 1; n <= PEOPLE; n++) {
      const files = { "ex01.ipynb": ts.ex01(), "my data/notes.txt": `notes ${n}` };
      const person = writeSubmission(
        { id: `person ${n}`, kind: "honest", about: "", files, expected: {} },
        path,
      );
      // Tells this class from the others, and no report shows it.
      writeFileSync(join(person, "class.txt"), `${folder} ${classes}`);
    }
    return path;
  }

  const smallJob = (id: string, input = id) => ({
    ...{ id, label: id, limit: 60_000, size: 10 },
    input: () => encode(input),
  });
  const { signal } = new AbortController();

  const gradeArgs = (path: string, out: string, ...more: string[]) => {
    return [path, "--as-submitted", "--out", join(folder, out), "--queue", redis.address, ...more];
  };

  function assertAsLocal(out: string): void {
    const names = readdirSync(local).sort();
    assert.ok(names.length > PEOPLE);
    assert.deepEqual(readdirSync(join(folder, out)).sort(), names);
    for (const name of names)
      assert.ok(readFileSync(join(folder, out, name)).equals(readFileSync(join(local, name))), name);
  }

  test("two workers write the files of a local run; --status tells what they did", async () => {
    const workers = [1, 2].map(() =>
      command("worker", ["--queue", redis.address, "--as-submitted", "--jobs", "1"]),
    );
    for (const worker of workers) await worker.printed(/serves redis:\/\/127\.0\.0\.1/);
    const grade = command("grade", gradeArgs(newClass(), "two", "--audit", "0.1"));
    assert.equal(await grade.ended, 0, grade.text);
    assertAsLocal("two");
    assert.match(grade.text, /Auditing 2 of 16\.\nThe audit agrees in all 2\./);
    const done = workers.map(({ text }) => text.match(/^✓ person \d+/gm) ?? []);
    assert.ok(done[0].length > 0 && done[1].length > 0, grade.text);
    assert.equal(done.flat().length, PEOPLE + 2);
    const askStatus = async () => {
      const status = command("worker", ["--queue", redis.address, "--status"]);
      assert.equal(await status.ended, 0, status.text);
      return status;
    };
    let status = await askStatus();
    // A worker says every few seconds what it does.
    while (/1 of 1 busy/.test(status.text)) status = await askStatus();
    assert.match(status.text, /grade-as-submitted: 0 waiting, 0 active, 18 completed, 0 failed/);
    assert.match(status.text, /0 of 1 busy, \d+ done/);
    for (const { child, ended } of workers) {
      child.kill("SIGTERM");
      assert.equal(await ended, 0);
    }
  });

  test("workers and Redis are killed in the middle: nothing is lost or doubled", async () => {
    const slow = () => testWorker(redis.address, KIND, "slow-grade.ts", 2);
    const [first, second] = [slow(), slow()];
    await Promise.all([first, second].map((worker) => worker.printed(/^ready/m)));
    const grade = command("grade", gradeArgs(newClass(), "killed"));
    await grade.printed(/^ *2\/16 /m);
    first.child.kill("SIGKILL");
    await grade.printed(/^ *5\/16 /m);
    await redis.kill();
    await grade.printed(/is gone; waiting/);
    await redis.start();
    await grade.printed(/is back/);
    second.child.kill("SIGKILL");
    const third = slow();
    assert.equal(await grade.ended, 0, grade.text);
    assertAsLocal("killed");
    const graded = grade.text.match(/person \d+ {2}1\/12$/gm) ?? [];
    assert.equal(graded.length, PEOPLE);
    assert.equal(new Set(graded).size, PEOPLE);
    third.child.kill("SIGTERM");
    assert.equal(await third.ended, 0);
  });

  test("on SIGTERM a worker finishes its job; what it did not begin waits for the next", async () => {
    const worker = testWorker(redis.address, KIND, "slow-grade.ts");
    await worker.printed(/^ready/m);
    const path = newClass();
    const grade = command("grade", gradeArgs(path, "stopped"));
    await grade.printed(/^ *1\/16 /m);
    const finished = worker.text.match(/^done/gm)!.length;
    worker.child.kill("SIGTERM");
    assert.equal(await worker.ended, 0, worker.text);
    assert.ok(worker.text.match(/^done/gm)!.length >= finished);
    assert.doesNotMatch(worker.text, /^failed/m);
    // Whoever waits may stop, too: its jobs leave the queue, and the same command goes on.
    grade.child.kill("SIGINT");
    assert.equal(await grade.ended, 130, grade.text);
    const next = testWorker(redis.address, KIND, "slow-grade.ts", 4);
    await next.printed(/^ready/m);
    const again = command("grade", gradeArgs(path, "stopped"));
    assert.equal(await again.ended, 0, again.text);
    assert.match(again.text, /graded before/);
    assertAsLocal("stopped");
    next.child.kill("SIGTERM");
    await next.ended;
  });

  test("an audit finds a worker that lies, and has its work done again", async () => {
    const liar = testWorker(redis.address, KIND, "lying-grade.ts");
    const honest = testWorker(redis.address, KIND, "slow-grade.ts");
    await Promise.all([liar, honest].map((worker) => worker.printed(/^ready/m)));
    const grade = command("grade", gradeArgs(newClass(), "audited", "--audit", "0.5"));
    assert.equal(await grade.ended, 0, grade.text);
    const name = /^ready (\S+)/m.exec(liar.text)![1];
    assert.match(
      grade.text,
      new RegExp(`The workers .*${name}.* disagree about person \\d+: ${name} graded it wrong`),
    );
    assert.match(grade.text, new RegExp(`Grading again what ${name} graded`));
    assertAsLocal("audited");
    assert.equal(await liar.ended, 2);
    assert.match(liar.text, /is refused: an audit found that it graded wrong/);
    honest.child.kill("SIGTERM");
    await honest.ended;
  });

  test("another version or other datasets: worker and grader name who is refused", async () => {
    const own = readProject();
    const client = new Redis(redis.port);
    const member = { kinds: [KIND], slots: 1, busy: 0, done: 0 };
    const old = { ...own, version: "0.0.9", code: "0123456789abcdef" };
    const beats: NodeJS.Timeout[] = [];
    // As workers and graders do: what is announced is soon forgotten.
    const stay = async (role: "worker" | "client", member: Member) => {
      await announce(client, role, member);
      beats.push(setInterval(() => void announce(client, role, member), HEARTBEAT));
    };
    try {
      await stay("worker", { ...member, name: "old:1", project: old });
      await stay("worker", { ...member, name: "odd:2", project: { ...own, datasets: "fedcba9876543210" } });
      const kinds = ["grade-sandbox (keras-3.0.0)"];
      await stay("worker", { ...member, name: "bare:3", project: own, kinds });
      const grade = command("grade", gradeArgs(newClass(), "refused"));
      await grade.printed(/odd:2/);
      assert.match(
        grade.text,
        /The worker bare:3 is refused: it does grade-sandbox \(keras-3\.0\.0\), and grade-as-submitted is expected/,
      );
      assert.match(
        grade.text,
        /The worker old:1 is refused: it has version 0\.0\.9 \(code 0123456789ab\), and /,
      );
      assert.match(
        grade.text,
        /The worker odd:2 is refused: it has other datasets \(digest fedcba987654\), and /,
      );
      await grade.printed(/No worker serves the queue/);
      grade.child.kill("SIGINT");
      await grade.ended;
      await stay("client", { ...member, name: "teacher:1", project: old });
      const worker = command("worker", ["--queue", redis.address, "--as-submitted"]);
      assert.equal(await worker.ended, 2);
      assert.match(worker.text, /This worker, \S+, is refused: it has version .*, and 0\.0\.9 \(code 0123/);
    } finally {
      for (const beat of beats) clearInterval(beat);
      await leave(client, "client", "teacher:1");
      client.disconnect();
    }
  });

  test("a job that kills its process is tried again, then put aside; an error is passed on", async () => {
    const worker = testWorker(redis.address, "crash", "crash.ts");
    await worker.printed(/^ready/m);
    const queue = await JobQueue.open(redis.address, "crash", { signal, say: () => {} });
    try {
      const [fine, crashed, thrown] = await Promise.allSettled(
        ["fine", "crash", "throw"].map((id) => queue.run(smallJob(id))),
      );
      assert.equal((fine as PromiseFulfilledResult<{ value: unknown }>).value.value, "fine");
      assert.match(
        String((crashed as PromiseRejectedResult).reason),
        /the process that did it ended \(exit code 7\)/,
      );
      assert.match(String((thrown as PromiseRejectedResult).reason), /cannot do that/);
      assert.equal(worker.text.match(/^failed crash/gm)!.length, 3);
    } finally {
      await queue.close();
      worker.child.kill("SIGTERM");
      await worker.ended;
    }
  });

  test("a worker whose result cannot be read is refused, and the job is done again", async () => {
    const kind = "unreadable";
    const queue = await JobQueue.open(redis.address, kind, { signal, say: () => {} });
    const client = new Redis(redis.port, { maxRetriesPerRequest: null });
    const results: [by: string, bytes: Buffer][] = [
      ["broken", Buffer.from("no gzip")],
      ["sound", await encode("fine")],
    ];
    const worker = new Worker(
      queueName(kind, readProject()),
      async (job) => {
        const [by, bytes] = results.shift()!;
        return { by, digest: await putOutput(client, job.queueName, job.id!, bytes) };
      },
      { connection: client, prefix: PREFIX },
    );
    try {
      assert.deepEqual(await queue.run(smallJob("job")), { value: "fine", by: "sound" });
      assert.match(String(await refusal(client, "broken")), /its result cannot be read/);
    } finally {
      await worker.close();
      await queue.close();
      client.disconnect();
    }
  });

  test("a job does not wait for a busy worker if another is idle", async () => {
    const module = new URL("crash.ts", import.meta.url).href;
    const [stop, kill] = [new AbortController(), new AbortController()];
    const busy = runWorker({
      ...{ address: redis.address, kinds: { long: module, short: module }, slots: 1 },
      ...{ stop: stop.signal, kill: kill.signal, prepare: async () => {}, onEvent: () => {} },
    });
    const open = (kind: string) => JobQueue.open(redis.address, kind, { signal, say: () => {} });
    const [long, short] = await Promise.all([open("long"), open("short")]);
    long.run(smallJob("long job", "wait")).catch(() => {});
    await until(() => long.state.active === 1, "the long job to begin");
    const result = short.run(smallJob("short"));
    await until(() => short.state.active === 1, "the busy worker to take it");
    const idle = testWorker(redis.address, "short", "crash.ts");
    try {
      assert.notEqual((await result).by, `${hostname()}:${process.pid}`);
    } finally {
      idle.child.kill("SIGTERM");
      kill.abort();
      stop.abort();
      await Promise.all([idle.ended, busy, long.close(), short.close()]);
    }
  });

  test("a worker that is stopped while it prepares ends without an error", async () => {
    const stop = new AbortController();
    const events: string[] = [];
    await runWorker({
      ...{ address: redis.address, kinds: {}, slots: 1 },
      ...{ stop: stop.signal, kill: new AbortController().signal },
      async prepare() {
        const preparing = setTimeout(60_000, undefined, { signal: stop.signal });
        stop.abort();
        await preparing;
      },
      onEvent: ({ kind }) => events.push(kind),
    });
    assert.deepEqual(events, []);
  });

  test("what is too large to travel is graded here, which is said", async () => {
    const path = join(folder, "large");
    cpSync(join(newClass(), "person 1"), join(path, "person 1"), { recursive: true });
    cpSync(join(path, "person 1"), join(path, "person 2"), { recursive: true });
    writeFileSync(join(path, "person 2", "film.mp4"), "");
    truncateSync(join(path, "person 2", "film.mp4"), 120_000_000);
    const worker = testWorker(redis.address, KIND, "slow-grade.ts");
    const grade = command("grade", gradeArgs(path, "large out"));
    assert.equal(await grade.ended, 0, grade.text);
    assert.match(
      grade.text,
      /person 2: its files have 121 MB, more than the 100 MB that travel through the queue: it is graded on this machine\./,
    );
    assert.match(grade.text, /person 1 {2}1\/12\n/);
    assert.match(grade.text, /person 2 {2}1\/12\n/);
    worker.child.kill("SIGTERM");
    await worker.ended;
  });

  test("without Redis an idle worker ends when it is told to, and a busy one when it is told twice", async () => {
    const idle = testWorker(redis.address, "nothing", "crash.ts");
    const busy = testWorker(redis.address, "endless", "crash.ts");
    const queue = await JobQueue.open(redis.address, "endless", { signal, say: () => {} });
    await idle.printed(/^ready /m);
    queue.run(smallJob("endless job", "wait")).catch(() => {});
    await until(() => queue.state.active === 1, "the job to begin");
    await redis.kill();
    idle.child.kill("SIGTERM");
    busy.child.kill("SIGTERM");
    assert.equal(await idle.ended, 0, idle.text);
    assert.equal(busy.child.exitCode, null);
    busy.child.kill("SIGTERM");
    assert.equal(await busy.ended, 0, busy.text);
    await redis.start();
    await queue.close();
  });

  test("a queue that cannot be used is a sentence and exit code 2; a password is never printed", async () => {
    await redis.kill();
    const debug = { NODE_DEBUG: "keras-day:queue" };
    const args = (address: string) => [newClass(), "--as-submitted", "--queue", address];
    const gone = command("grade", args(redis.address), debug);
    assert.equal(await gone.ended, 2);
    assert.match(
      gone.text,
      /The queue redis:\/\/127\.0\.0\.1:\d+ cannot be reached \(ECONNREFUSED\): check /,
    );
    const { certificate, args: tls } = selfSigned(folder);
    const tlsPort = await freePort();
    await redis.start("--requirepass", "hunter2", "--tls-port", String(tlsPort), ...tls);
    const at = `127.0.0.1:${redis.port}`;
    const safe = ["--queue", `rediss://:hunter2@localhost:${tlsPort}`, "--status"];
    // It takes connections, and never answers.
    const silent = createServer().listen(0, "127.0.0.1").unref();
    await once(silent, "listening");
    const { port } = silent.address() as AddressInfo;
    const unanswered = command("worker", ["--queue", `redis://127.0.0.1:${port}`, "--status"], debug);
    const programs = [
      command("grade", args(`redis://${at}`), debug),
      command("grade", args(`redis://:hunter22@${at}`), debug),
      command("worker", ["--queue", `redis://:hunter2@${at}`, "--status"], debug),
      command("worker", safe, { ...debug, NODE_EXTRA_CA_CERTS: certificate }),
      command("worker", safe, debug),
    ];
    assert.deepEqual(await Promise.all(programs.map(({ ended }) => ended)), [2, 2, 0, 0, 2]);
    assert.equal(await unanswered.ended, 2);
    assert.match(unanswered.text, /cannot be reached \(ETIMEDOUT\)/);
    silent.close();
    for (const { text } of programs.slice(0, 2)) assert.match(text, /refuses the user or the password/);
    assert.match(programs[4].text, /cannot be reached \(DEPTH_ZERO_SELF_SIGNED_CERT\)/);
    for (const { text } of programs) {
      assert.match(text, new RegExp(`redis://${at}|rediss://localhost:${tlsPort}`));
      assert.ok(!text.includes("hunter2"), text);
    }
  });
});
