/**
 * `node lib/setup/signatures.mjs`, for CI: npm verifies the registry's signatures of the installed packages. Exit code 1 if one
 * is wrong or missing, else 0. If they cannot be checked here, it says so.
 */
import { errorLine, noNetwork } from "./failure.mjs";
import { npmCommand } from "./npm.mjs";
import { runQuietly } from "./run.mjs";
import { green, runProgram, say, yellow } from "./terminal.mjs";
import { UserError } from "./user-error.mjs";

/** npm's words where the registry has no keys. */
const noKeys = "from a supported registry";

/** @typedef {{ name: string, version: string }} Package */

/**
 * @param {string} output of `npm audit signatures --json`
 * @returns {{ invalid?: Package[], missing?: Package[], error?: { code?: string, summary?: string } }}
 */
function readReport(output) {
  try {
    return JSON.parse(output);
  } catch {
    throw new UserError(`npm could not verify the signatures of its packages: ${errorLine(output)}.`);
  }
}

/** @returns {Promise<string | undefined>} why the signatures could not be checked */
async function checkSignatures() {
  // By default npm waits for 70 s before it tries again the second time.
  const retries = ["--fetch-retry-mintimeout=1000", "--fetch-retry-maxtimeout=1000"];
  const command = [...npmCommand(), "audit", "signatures", "--json", "--loglevel=silent", ...retries];
  const { ok, output } = await runQuietly(command);
  if (ok) return undefined;
  const { invalid = [], missing = [], error } = readReport(output);
  const reason = [error?.code, error?.summary].filter(Boolean).join(": ");
  if (noNetwork.test(reason)) return "the registry's keys cannot be reached";
  if (reason.includes(noKeys)) return "the registry has no keys";
  const bad = [...invalid, ...missing].map(({ name, version }) => `${name} ${version}`);
  throw new UserError(
    bad.length > 0
      ? `The registry's signature is wrong or missing for ${bad.join(", ")}`
      : `npm could not verify the signatures of its packages: ${reason || errorLine(output)}`,
    "Do not use these packages before `npm audit signatures` passes",
  );
}

await runProgram(async () => {
  const reason = await checkSignatures();
  if (reason) say(`${yellow("–")} signatures of the npm packages: not checked, since ${reason}`);
  else say(`${green("✓")} signatures of the npm packages`);
}, 1);
