/**
 * Tells which cell's code is executing, by the id of its parent message (the `execute_request`), also in promises, timers and
 * events, as an `AsyncLocalStorage` would. Before Node 24 such a storage makes an await ten times slower, shows ids in every promise
 * that is printed, and makes Node abort the process when a loop is interrupted. A plain callback, such as that of `fs.readFile`, is not
 * followed: its output goes to the running cell.
 */
import { executionAsyncResource } from "node:async_hooks";
import { EventEmitter } from "node:events";
import { syncBuiltinESMExports } from "node:module";
import timers from "node:timers";
import { promiseHooks } from "node:v8";

/** A constructor that returns its argument, so that a subclass adds its private field to any object. */
const Itself = class {
  constructor(object: object) {
    // biome-ignore lint/correctness/noConstructorReturn: see above
    return object;
  }
};

/** Adds the id of a parent message to an object, invisibly and without the cost of a WeakMap. */
class WithParent extends Itself {
  #parent: string;

  constructor(object: object, parentId: string) {
    super(object);
    this.#parent = parentId;
  }

  static of(object: object): string | undefined {
    return #parent in object ? (object as WithParent).#parent : undefined;
  }
}

let current: string | undefined;

/** The parent id of the code that is executing; `undefined` if it is unknown. */
export function currentParentId(): string | undefined {
  return current ?? WithParent.of(executionAsyncResource());
}

/** The parent id of the code that created a promise. */
export const parentIdOf = (promise: object): string | undefined => WithParent.of(promise);

/**
 * Runs `code` with a parent, at the bottom of the stack: afterwards there is none. An exception leaves the parent in place
 * for the handler of uncaught exceptions.
 */
export function runWithParent<T>(parentId: string | undefined, code: () => T): T {
  current = parentId;
  const result = code();
  current = undefined;
  return result;
}

/** Follows the parent through promises, timers and events from here on. */
export function trackParents(): void {
  promiseHooks.createHook({
    init(promise) {
      const parentId = currentParentId();
      if (parentId !== undefined) new WithParent(promise, parentId);
    },
    before(promise) {
      current = WithParent.of(promise);
    },
    after() {
      current = undefined;
    },
  });
  followTimers();
  followQueues();
  followEvents();
}

/** Node makes a timer the current resource while it runs its callback. */
function followTimers(): void {
  for (const name of ["setTimeout", "setInterval", "setImmediate"] as const) {
    const original = timers[name] as (...values: unknown[]) => object;
    const following = (...values: unknown[]): object => {
      const timer = original(...values);
      const parentId = currentParentId();
      if (parentId !== undefined) new WithParent(timer, parentId);
      return timer;
    };
    // Including the form that `util.promisify` uses.
    Object.defineProperties(following, Object.getOwnPropertyDescriptors(original));
    Object.assign(timers, { [name]: following });
    Object.defineProperty(globalThis, name, {
      ...Object.getOwnPropertyDescriptor(globalThis, name),
      value: following,
    });
  }
  syncBuiltinESMExports();
}

function followQueues(): void {
  const { nextTick } = process;
  process.nextTick = (callback: unknown, ...values: unknown[]) => nextTick(following(callback), ...values);
  const { queueMicrotask } = globalThis;
  globalThis.queueMicrotask = (callback) => queueMicrotask(following(callback) as () => void);
}

/** A function that runs `callback` with the current parent. */
function following(callback: unknown): (...values: unknown[]) => unknown {
  const parentId = currentParentId();
  if (typeof callback !== "function" || parentId === undefined) return callback as () => unknown;
  return (...values) => runWithParent(parentId, () => callback(...values));
}

/** An event from outside, such as the output of a child process, belongs to the code that first listened to its emitter. */
function followEvents(): void {
  const { prototype } = EventEmitter;
  for (const name of ["on", "once", "addListener", "prependListener", "prependOnceListener"] as const) {
    const add = prototype[name];
    prototype[name] = function (event, listener) {
      const parentId = currentParentId();
      if (parentId !== undefined && WithParent.of(this) === undefined) new WithParent(this, parentId);
      return add.call(this, event, listener);
    };
  }
  const { emit } = prototype;
  prototype.emit = function (...values) {
    const parentId = currentParentId() === undefined ? WithParent.of(this) : undefined;
    if (parentId === undefined) return emit.apply(this, values);
    return runWithParent(parentId, () => emit.apply(this, values));
  };
}
