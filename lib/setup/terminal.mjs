/**
 * Messages of set-up, on the error stream, so that a command's own output stays clean. On a terminal a status line shows the
 * running steps; in a pipe there are plain lines. `NO_COLOR` is honoured.
 */
import { UserError } from "./user-error.mjs";

const out = process.stderr;
const live = Boolean(out.isTTY) && process.env.TERM !== "dumb";
const coloured = live && process.stdout.isTTY && !process.env.NO_COLOR;

/**
 * @param {number} code
 * @returns {(text: string) => string}
 */
const paint = (code) => (text) => (coloured ? `\x1b[${code}m${text}\x1b[0m` : text);

export const green = paint(32);
export const red = paint(31);
export const yellow = paint(33);
export const dim = paint(2);

/** @param {string} text */
export function say(text) {
  clearStatus();
  out.write(`${text}\n`);
}

/**
 * Runs a program of set-up. A UserError is printed without its stack.
 *
 * @param {() => unknown} main
 * @param {number} exitCode after a UserError
 */
export async function runProgram(main, exitCode) {
  try {
    await main();
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    say(`${red("✗")} ${error.message}`);
    process.exitCode = exitCode;
  }
}

/** @param {number} since from `performance.now()` */
const seconds = (since) => `${((performance.now() - since) / 1000).toFixed(1)} s`;

/**
 * The running steps, and when each started.
 *
 * @type {Map<string, number>}
 */
const running = new Map();
let statusShown = false;

function clearStatus() {
  if (statusShown) out.write("\r\x1b[K");
  statusShown = false;
}

function showStatus() {
  if (running.size === 0) return;
  const text = [...running].map(([title, since]) => `${title} ${seconds(since)}`).join(" · ");
  out.write(`\r\x1b[K${dim(text.slice(0, (out.columns || 80) - 1))}`);
  statusShown = true;
}

/**
 * Runs a step, and prints its start, its result and its time.
 *
 * @param {string} title
 * @param {string} note what to expect, such as the size of a download; may be empty
 * @param {() => Promise<string>} work returns what was found or made
 */
export async function showWork(title, note, work) {
  const since = performance.now();
  running.set(title, since);
  say(dim(`  ${title}${note ? ` (${note})` : ""} …`));
  const timer = live ? setInterval(showStatus, 100) : undefined;
  try {
    const found = await work();
    say(`${green("✓")} ${title}${found ? `: ${found}` : ""}${dim(`, ${seconds(since)}`)}`);
  } finally {
    clearInterval(timer);
    running.delete(title);
    clearStatus();
  }
}
