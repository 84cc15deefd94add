/**
 * `node guard.mjs COMMAND [args…]` runs a command, and kills it when standard input closes. Set-up holds the other end: if it is
 * killed, npm and pip must not go on writing into folders that the next run repairs.
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
