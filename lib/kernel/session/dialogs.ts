/** Asks a question and blocks until it is answered; `undefined` if there is no answer. */
type Ask = (prompt: string) => string | undefined;

/**
 * Defines `prompt`, `confirm` and `alert`, which block as in a browser. Texts and answers are those of Deno's kernel. Their types
 * are in `typescript/cell-globals.ts`.
 */
export function defineDialogs(ask: Ask): void {
  const dialogs = {
    prompt(message = "Prompt", defaultValue = ""): string | null {
      const suffix = defaultValue === "" ? " " : ` [${defaultValue}] `;
      const answer = ask(`${message}${suffix}`);
      return answer === "" ? defaultValue : (answer ?? null);
    },
    confirm(message = "Confirm"): boolean {
      return /^y$/i.test(ask(`${message} [y/N] `) ?? "");
    },
    alert(message = "Alert"): void {
      ask(`${message} [Enter] `);
    },
  };
  for (const [name, value] of Object.entries(dialogs)) {
    Object.defineProperty(globalThis, name, { value, writable: true, configurable: true });
  }
}
