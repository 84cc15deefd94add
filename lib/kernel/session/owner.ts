/**
 * Tells which cell's code is executing, also in promises, timers and events, as an `AsyncLocalStorage` would. Before Node 24 that
 * one makes an await ten times slower, shows ids in every promise that is printed, and makes Node abort the process when a loop is
 * interrupted. A plain callback, such as `fs.readFile`'s, is not followed: its output goes to the running cell.
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

/** Adds an owner to an object, invisibly and without the cost of a WeakMap. */
class Owned extends Itself {
  #owner: string;

  constructor(object: object, owner: string) {
    super(object);
    this.#owner = owner;
  }

  static of(object: object): string | undefined {
    return #owner in object ? (object as Owned).#owner : undefined;
  }
}

let current: string | undefined;

/** The owner (see `Cell`) of the code that is executing; `undefined` if it is unknown. */
export function currentOwner(): string | undefined {
  return current ?? Owned.of(executionAsyncResource());
}

/** The owner of the code that created a promise. */
export const ownerOf = (promise: object): string | undefined => Owned.of(promise);

/**
 * Runs `code` for `owner`, at the bottom of the stack: afterwards there is none. An exception leaves the owner as it is, for those
 * who handle an uncaught one.
 */
export function runFor<T>(owner: string | undefined, code: () => T): T {
  current = owner;
  const result = code();
  current = undefined;
  return result;
}

/** Follows the owner from here on. */
export function followOwners(): void {
  promiseHooks.createHook({
    init(promise) {
      const owner = currentOwner();
      if (owner !== undefined) new Owned(promise, owner);
    },
    before(promise) {
      current = Owned.of(promise);
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
      const owner = currentOwner();
      if (owner !== undefined) new Owned(timer, owner);
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

/** A function that runs `callback` for the current owner. */
function following(callback: unknown): (...values: unknown[]) => unknown {
  const owner = currentOwner();
  if (typeof callback !== "function" || owner === undefined) return callback as () => unknown;
  return (...values) => runFor(owner, () => callback(...values));
}

/** An event from outside, such as the output of a child process, belongs to the code that first listened to its emitter. */
function followEvents(): void {
  const { prototype } = EventEmitter;
  for (const name of ["on", "once", "addListener", "prependListener", "prependOnceListener"] as const) {
    const add = prototype[name];
    prototype[name] = function (event, listener) {
      const owner = currentOwner();
      if (owner !== undefined && Owned.of(this) === undefined) new Owned(this, owner);
      return add.call(this, event, listener);
    };
  }
  const { emit } = prototype;
  prototype.emit = function (...values) {
    const owner = currentOwner() === undefined ? Owned.of(this) : undefined;
    if (owner === undefined) return emit.apply(this, values);
    return runFor(owner, () => emit.apply(this, values));
  };
}
