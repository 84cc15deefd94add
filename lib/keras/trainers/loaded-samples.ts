import type { EngineTrainer as Engine, Samples as Loaded } from "../../engine/index.ts";
import { atOnce } from "../../pieces.ts";
import type { Samples } from "./samples.ts";

/** Samples, and the engine's copy of them. */
export interface LoadedSamples {
  readonly samples: Samples;
  readonly loaded: Loaded;
}

/** What is loaded into each engine, in that order. The engine lets go of the last ones first. */
const stacks = new WeakMap<Engine, { loaded: Loaded; isInUse: boolean }[]>();

/** Copies samples into the engine. */
export function load(engine: Engine, samples: Samples): LoadedSamples {
  const all = allot(engine, samples);
  atOnce(engine.fill(all.loaded));
  return all;
}

/** Makes room for samples, which the engine's `fill` then copies. */
export function allot(engine: Engine, samples: Samples): LoadedSamples {
  const loaded = engine.allot(samples.x, samples.y, samples.weights);
  const stack = stacks.get(engine) ?? [];
  stack.push({ loaded, isInUse: true });
  stacks.set(engine, stack);
  return { samples, loaded };
}

/** Lets the engine forget samples, as soon as nothing that was loaded after them is in use: a callback may evaluate. */
export function unload(engine: Engine, ...all: (LoadedSamples | undefined)[]): void {
  const stack = stacks.get(engine) ?? [];
  for (const entry of stack) if (all.some((given) => given?.loaded === entry.loaded)) entry.isInUse = false;
  let keep = stack.length;
  while (keep > 0 && !stack[keep - 1].isInUse) keep--;
  if (keep < stack.length) engine.release(stack[keep].loaded);
  stack.length = keep;
}
