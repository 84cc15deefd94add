/** The kernel's seam, as far as it matters here: `signal` is aborted when the learner stops the running cell. */
const kernel = Symbol.for("tslab.kernel");

/** What a stopped `fit` ends with; the name is the one that Jupyter's tools know. */
class KeyboardInterrupt extends Error {
  override name = "KeyboardInterrupt";
}

/**
 * A function, to be called after each step of work, that ends the work when the running cell or the caller has asked so,
 * and else returns false.
 */
export function interruption(signal: AbortSignal | undefined): () => false {
  const signals = signalsOf(signal);
  if (signals.length === 0) return goOn;
  return () => {
    if (signals.some(({ aborted }) => aborted)) throw interrupted();
    return false;
  };
}

const goOn = (): false => false;

/** Fails as soon as the running cell or the caller asks for the end of the work. */
export function untilInterrupted(signal: AbortSignal | undefined): Promise<never> {
  return new Promise((_, reject) => {
    for (const one of signalsOf(signal)) {
      if (one.aborted) reject(interrupted());
      else one.addEventListener("abort", () => reject(interrupted()), { once: true });
    }
  });
}

function signalsOf(signal: AbortSignal | undefined): AbortSignal[] {
  const cell = (globalThis as { [kernel]?: { signal?: AbortSignal } })[kernel]?.signal;
  return [cell, signal].filter((one) => one !== undefined) as AbortSignal[];
}

function interrupted(): KeyboardInterrupt {
  return new KeyboardInterrupt(
    "The work was stopped after a batch; the model has the weights of that moment.",
  );
}
