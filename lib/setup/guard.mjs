/**
 * `node guard.mjs COMMAND [args…]` runs a command for as long as whoever asked for it lives. Set-up holds the other
 * end of standard input: when it ends, even killed with no time to say so, npm and pip must not go on writing into
 * folders that the next run mends.
 */
import { spawn } from "node:child_process";

const [command, ...args] = process.argv.slice(2);
const child = spawn(command, args, { stdio: ["ignore", "inherit", "inherit"] });
child.on("error", (error) => {
  console.error(error.message);
  process.exit(127);
});
child.on("exit", (code) => process.exit(code ?? 1));
process.stdin.on("end", () => {
  child.kill("SIGKILL");
  process.exit(1);
});
process.stdin.resume();
