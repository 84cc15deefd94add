/** Something that a test needs cannot be had here; the message is the command that would get it, and why it did not. */
export class NotHere extends Error {
  constructor(command: string[], output: string) {
    const reason = output
      .trim()
      .split("\n")
      .filter((line) => !line.startsWith("npm warn"));
    super(`${command.join(" ")} (${reason[0] || "no such program"})`);
  }
}
