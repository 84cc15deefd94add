import { spawn } from "node:child_process";
import { performance } from "node:perf_hooks";

/**
 * Runs a program to its end.
 *
 * @returns milliseconds that it took
 * @throws Error with its last words when it fails
 */
export async function runProgram(
  argv: readonly string[],
  cwd: string,
  env: NodeJS.ProcessEnv,
): Promise<number> {
  const [program, ...args] = argv;
  const start = performance.now();
  let said = "";
  await new Promise<void>((resolve, reject) => {
    const child = spawn(program, args, { cwd, env, stdio: ["ignore", "pipe", "pipe"] });
    const hear = (data: Buffer) => {
      said = (said + data).slice(-600);
    };
    child.stdout.on("data", hear);
    child.stderr.on("data", hear);
    child.on("error", reject);
    child.on("close", (code) =>
      code === 0 ? resolve() : reject(new Error(`${args.slice(0, 4).join(" ")} ended with ${code}: ${said}`)),
    );
  });
  return performance.now() - start;
}
