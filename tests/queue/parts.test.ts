/** The parts of the queue that need no server. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { auditSample } from "../../lib/grade/queue/audit-sample.ts";
import { readProject } from "../../lib/project.ts";
import { parseAddress } from "../../lib/queue/address.ts";
import { JobProcess } from "../../lib/queue/child-process.ts";
import { checkServer } from "../../lib/queue/connection.ts";
import { decode, encode } from "../../lib/queue/encode.ts";
import { childrenOf } from "../kernel/processes.ts";
import { until } from "../kernel/test-kernel.ts";

test("an address has host, port, database, user and password, and is shown without the last two", () => {
  assert.deepEqual(parseAddress("redis://host"), {
    ...{ host: "host", port: 6379, db: 0, username: undefined, password: undefined, tls: false },
    shown: "redis://host:6379",
  });
  assert.deepEqual(parseAddress("rediss://anna:p%40ss%2F@example.org:7000/3"), {
    ...{ host: "example.org", port: 7000, db: 3, username: "anna", password: "p@ss/", tls: true },
    shown: "rediss://example.org:7000/3",
  });
  assert.equal(parseAddress("redis://[::1]:6380").host, "::1");
});

test("an invalid address is refused without being repeated", () => {
  for (const address of [
    "",
    "hunter2",
    "http://:hunter2@host",
    "redis://",
    "redis://:hunter2@host/name",
    "redis://:hunter2@host:99999",
    "redis://:hunter2@host?password=hunter2",
    "redis://:hunter2%@host",
  ]) {
    assert.throws(
      () => parseAddress(address),
      ({ name, message }: Error) => name === "UserError" && !message.includes("hunter2"),
      address,
    );
  }
});

/** As Redis answers INFO. */
const info = (fields: Record<string, string>) =>
  Object.entries({ redis_version: "7.0.15", maxmemory_policy: "noeviction", aof_enabled: "1", ...fields })
    .map(([name, value]) => `${name}:${value}\r\n`)
    .join("");

test("a server that may drop jobs or is too old is refused, one that forgets is named", () => {
  assert.deepEqual(checkServer("redis://host:6379", info({})), []);
  assert.deepEqual(
    checkServer("redis://host:6379", info({ redis_version: "7.2.4", valkey_version: "8.1.0" })),
    [],
  );
  assert.match(checkServer("redis://host:6379", info({ aof_enabled: "0" }))[0], /appendonly is off/);
  assert.throws(() => checkServer("redis://host:6379", info({ redis_version: "6.2.1" })), /is Redis 6\.2\.1/);
  assert.throws(
    () => checkServer("redis://host:6379", info({ maxmemory_policy: "allkeys-lru" })),
    /maxmemory-policy is allkeys-lru and has to be noeviction/,
  );
});

test("a message keeps every bit", async () => {
  const value = {
    text: "é\ud800 \u0000",
    numbers: [0.1, -0, Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, 5e-324],
    floats: new Float32Array([1 / 3, -0, Number.NaN]),
    doubles: new Float64Array([1 / 3]).subarray(0),
    order: new Uint32Array([1, 2, 3]).subarray(1),
    bytes: new Uint8Array([0, 255]),
    nothing: null,
  };
  const read = await decode(await encode(value));
  assert.deepEqual(read, value);
  const { bytes } = (await decode(await encode({ bytes: Buffer.from("abc") }))) as { bytes: Uint8Array };
  assert.equal(Buffer.from(bytes).toString(), "abc");
  await assert.rejects(encode({ set: new Int8Array(1) }), /cannot contain a Int8Array/);
});

test("a job's process that dies between two jobs is replaced; one that takes too long is told of its limit", async () => {
  const worker = new JobProcess(readProject());
  const module = new URL("crash.ts", import.meta.url).href;
  const run = async (input: string, limit = 60_000) =>
    decode(await worker.run({ module, input: await encode(input) }, limit));
  try {
    const first = (await run("pid")) as number;
    process.kill(first, "SIGKILL");
    await until(() => !childrenOf(process.pid).includes(first), "its end");
    assert.notEqual(await run("pid"), first);
    await assert.rejects(run("wait", 100), /^Error: it took longer than its limit of 0\.1 s$/);
  } finally {
    worker.end();
  }
});

test("the audit's sample is a share of the class, at least one, the same each time and another for each class", () => {
  const people = Array.from({ length: 200 }, (_, n) => ({ id: `person ${n}` }));
  const sample = auditSample(people, 0.02, "keras-day");
  assert.equal(new Set(sample).size, 4);
  assert.ok(sample.every((at) => people[at] !== undefined));
  assert.deepEqual(auditSample(people, 0.02, "keras-day"), sample);
  assert.notDeepEqual(auditSample(people, 0.02, "another"), sample);
  assert.equal(auditSample(people.slice(0, 5), 0.02, "keras-day").length, 1);
  assert.equal(auditSample(people, 1, "keras-day").length, 200);
});
