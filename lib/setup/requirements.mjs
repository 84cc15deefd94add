/**
 * The lock of the Python packages: exact versions and SHA-256 digests of everything that set-up installs, made by
 * `compile-requirements.mjs`. Each step passes its part to pip.
 */
import { join } from "node:path";
import { compilerPin, projectPins, testPins } from "./environment.mjs";
import { root } from "./paths.mjs";
import { reachable } from "./reachable.mjs";
import { digest, readIfThere } from "./stamps.mjs";
import { UserError } from "./user-error.mjs";

/** @typedef {import("./environment.mjs").Pin} Pin */

/**
 * One package of the lock. A package with different versions for different Pythons has several entries.
 *
 * @typedef {object} Entry
 * @property {string} name
 * @property {string} version
 * @property {string[]} neededBy names of the packages that depend on it, from uv's comment `# via`
 * @property {string} text the requirement with its digests, as pip takes it
 */

/** From the project's folder. */
export const lockFile = "lib/setup/requirements.lock";

/** Bounds on indirect dependencies: newer versions have no wheel for Intel Macs. */
const bounds = ["argon2-cffi-bindings<26"];

/** The requirements that the lock is made from. */
export function lockInputs() {
  const { jupyter, tensorflow, keras } = projectPins();
  const pins = [...jupyter, ...tensorflow, ...keras, ...testPins(), compilerPin];
  return [...pins.map(({ requirement }) => requirement), ...bounds];
}

/** Digest of the inputs, which the head of the lock records. */
export const inputsDigest = () => `sha256:${digest(...lockInputs())}`;

/**
 * @param {string} text of a lock
 * @returns {Entry[]}
 */
export function readLock(text) {
  return [...text.matchAll(/^([\w.-]+)==([^;\s]+).*\n(?:[ \t].*(?:\n|$))*/gm)].map(
    ([text, name, version]) => ({
      name,
      version,
      neededBy: /^ +# via (.*)$/m.exec(text)?.[1].split(", ") ?? [],
      text,
    }),
  );
}

/**
 * A part of the lock, as a requirements file for pip.
 *
 * @param {Pin[]} pins
 * @param {object} [options]
 * @param {boolean} [options.dependencies] whether to include everything that the pins depend on, default true
 */
export function lockedRequirements(pins, { dependencies = true } = {}) {
  const text = readIfThere(join(root, lockFile));
  if (text === undefined) throw new UserError(`${lockFile} is missing`, `Run \`git checkout ${lockFile}\``);
  const entries = readLock(text);
  const lacking = pins.filter(
    (pin) => !entries.some(({ name, version }) => name === pin.name && version === pin.version),
  );
  if (lacking.length > 0) {
    const list = lacking.map(({ name, version }) => `${name} ${version}`).join(", ");
    throw new UserError(
      `The Python packages that are pinned and ${lockFile} disagree: the lock lacks ${list}`,
      "Run `npm run lock`, then the command again",
    );
  }
  const wanted = reachable(
    pins.map(({ name }) => name),
    (dependent) =>
      dependencies ? entries.flatMap(({ name, neededBy }) => (neededBy.includes(dependent) ? name : [])) : [],
  );
  return entries.flatMap(({ name, text }) => (wanted.has(name) ? [text] : [])).join("");
}
