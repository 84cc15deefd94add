/** Node's globals in a worker of the page: `process`, `Buffer`, `setImmediate`, and timers that are objects. */
import { Buffer } from "buffer";
import { EventEmitter } from "./events.ts";

/** The version of Node whose API the modules beside this file offer, as far as `lib` uses it. */
const node = "20.19.0";

class Stream extends EventEmitter {
  isTTY = false;
  write(_text: string): boolean {
    return true;
  }
}

const process = Object.assign(new EventEmitter(), {
  version: `v${node}`,
  versions: { node },
  platform: "linux",
  arch: "wasm",
  env: {},
  argv: ["node"],
  execArgv: [],
  execPath: "",
  pid: 1,
  browser: true,
  // Emscripten's programs would otherwise conclude from `versions.node` that they run in Node.
  type: "renderer",
  stdout: new Stream(),
  stderr: new Stream(),
  stdin: new Stream(),
  cwd: () => "/day/notebooks",
  nextTick: (call: (...values: unknown[]) => void, ...values: unknown[]) =>
    queueMicrotask(() => call(...values)),
  emitWarning: (warning: unknown) => console.warn(String(warning)),
  memoryUsage: Object.assign(() => ({ rss: 0, heapUsed: 0, heapTotal: 0 }), { rss: () => 0 }),
  cpuUsage: () => ({ user: performance.now() * 1000, system: 0 }),
  uptime: () => performance.now() / 1000,
  hrtime: Object.assign(
    ([seconds, rest] = [0, 0]) => {
      const nanoseconds = Math.round(performance.now() * 1e6) - 1e9 * seconds - rest;
      return [Math.floor(nanoseconds / 1e9), nanoseconds % 1e9];
    },
    { bigint: () => BigInt(Math.round(performance.now() * 1e6)) },
  ),
  exit: () => {
    throw new Error("A notebook in a page has no process to end. Choose Kernel > Shut Down.");
  },
});

/** A timer, which is a number to the browser. */
class Timer {
  constructor(readonly id: number) {}
  ref(): this {
    return this;
  }
  unref(): this {
    return this;
  }
  hasRef(): boolean {
    return true;
  }
  refresh(): this {
    return this;
  }
  [Symbol.toPrimitive](): number {
    return this.id;
  }
}

type Start = (...values: unknown[]) => unknown;

function withObjects(name: "setTimeout" | "setInterval"): Start {
  const start = globalThis[name] as unknown as Start;
  const later = (ms: number, value: unknown) =>
    new Promise((resolve) => start.call(globalThis, resolve, ms, value));
  return Object.assign(
    (...values: unknown[]) => new Timer(start.apply(globalThis, values) as number),
    name === "setTimeout" ? { [Symbol.for("nodejs.util.promisify.custom")]: later } : {},
  );
}

const immediates = new Map<object, () => void>();
const { port1, port2 } = new MessageChannel();
const waiting: object[] = [];
port1.addEventListener("message", () => {
  const next = waiting.shift()!;
  const call = immediates.get(next);
  immediates.delete(next);
  call?.();
});
port1.start();

const setImmediate = (call: (...values: unknown[]) => void, ...values: unknown[]): object => {
  const handle = { ref: () => handle, unref: () => handle, hasRef: () => true };
  immediates.set(handle, () => call(...values));
  waiting.push(handle);
  port2.postMessage(0);
  return handle;
};

Object.assign(globalThis, {
  process,
  Buffer,
  global: globalThis,
  setTimeout: withObjects("setTimeout"),
  setInterval: withObjects("setInterval"),
  setImmediate,
  clearImmediate: (handle: object) => immediates.delete(handle),
});

/** `@types/node` does not declare WebAssembly. */
declare const WebAssembly: {
  Memory: new (size: {
    initial: number;
    maximum: number;
    shared: boolean;
  }) => { buffer: { constructor: unknown } };
};

// A page without isolation headers hides the class, but WebAssembly's shared memory is still an instance of it.
if (!("SharedArrayBuffer" in globalThis)) {
  const { buffer } = new WebAssembly.Memory({ initial: 0, maximum: 0, shared: true });
  Object.assign(globalThis, { SharedArrayBuffer: buffer.constructor });
}
