import { join } from "node:path";
import { debuglog } from "node:util";
import { removeDamaged, removeInstallation } from "./damage.mjs";
import { DiskFull } from "./failure.mjs";
import { withLock } from "./lock.mjs";
import { WrongDigest } from "./pip.mjs";
import { removeStamp, stampsFolder, writeStamp } from "./stamps.mjs";
import { isDue, setUpSteps, skippedBecause } from "./steps.mjs";
import { dim, say, showWork, yellow } from "./terminal.mjs";
import { UserError } from "./user-error.mjs";

/** @typedef {import("./steps.mjs").Step} Step */

const debug = debuglog("keras-day:setup");

/**
 * Runs the steps of set-up that are due. If none is, it only reads a few small files.
 *
 * @param {object} options
 * @param {boolean} options.native whether TensorFlow's own library is wanted
 * @param {boolean} options.again whether to retry steps that failed, and to repair damage
 * @param {boolean} options.fresh whether to remove first what earlier runs have made
 * @param {boolean} options.forTests whether to install what only the tests need
 * @param {string[]} [options.only] the names of the steps that are needed; default: all
 */
export async function setUp({ native, again, fresh, forTests, only }) {
  const steps = setUpSteps(forTests).filter(({ name }) => only?.includes(name) ?? true);
  if (again) for (const { name } of steps) removeStamp(`${name}.skipped`);
  const wanted = steps.filter((step) => native || !isNative(step));
  if (again || wanted.some(isDue)) {
    const since = performance.now();
    const wait = (/** @type {string} */ owner) =>
      say(`Another set-up (process ${owner}) is under way here; waiting for it to end …`);
    await withLock(join(stampsFolder, "lock"), wait, async () => {
      if (fresh) {
        say(dim("  Removing what was set up before …"));
        removeInstallation();
      } else if (again) removeDamaged();
      await runSteps(wanted);
    });
    say(dim(`Set up in ${((performance.now() - since) / 1000).toFixed(0)} s`));
  }
  if (!native)
    for (const step of steps.filter(isNative)) skip(step, "TensorFlow was left out by --no-native");
  for (const step of steps) {
    const reason = skippedBecause(step);
    if (reason) say(`${yellow("–")} ${reason}, so ${step.without}; \`npm run setup\` tries again.`);
  }
}

/** @param {Step} step */
const isNative = ({ name }) => name === "tensorflow" || name === "addon";

/**
 * Runs each step as soon as those that it needs have ended. A failed optional step is remembered, so that the next run does not
 * try it again; but only if this run completes.
 *
 * @param {Step[]} steps
 */
async function runSteps(steps) {
  /** @type {Map<string, Promise<string | undefined>>} */
  const ended = new Map();
  for (const step of steps) {
    const before = Promise.all((step.needs ?? []).map((name) => ended.get(name)));
    ended.set(
      step.name,
      before.then(() => runStep(step)),
    );
  }
  await Promise.all(ended.values());
  for (const step of steps) {
    const reason = await ended.get(step.name);
    if (reason) skip(step, reason);
  }
}

/**
 * @param {Step} step
 * @returns {Promise<string | undefined>} why it was left out
 */
async function runStep(step) {
  debug("%s: %s", step.name, isDue(step) ? "due" : "not due");
  if (!isDue(step)) return undefined;
  removeStamp(step.name);
  try {
    await showWork(step.title, step.note ?? "", step.run);
    writeStamp(step.name, step.key());
    return undefined;
  } catch (error) {
    if (!step.without || !(error instanceof UserError)) throw error;
    if (error instanceof DiskFull || error instanceof WrongDigest) throw error;
    say(`${yellow("–")} ${step.title}: left out`);
    return error.reason.replace(/\.$/, "");
  }
}

/**
 * @param {Step} step
 * @param {string} reason
 */
function skip(step, reason) {
  if (isDue(step)) writeStamp(`${step.name}.skipped`, JSON.stringify([step.key(), reason]));
}
