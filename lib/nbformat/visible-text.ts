/**
 * Applies the carriage returns and backspaces of a stream, as JupyterLab does when it shows and saves one. How often a progress
 * bar was redrawn depends on timing; its final state does not.
 */
export function visibleText(text: string): string {
  if (!/[\r\b]/.test(text)) return text;
  return text.split("\n").map(visibleLine).join("\n");
}

function visibleLine(line: string): string {
  if (!/[\r\b]/.test(line)) return line;
  const shown: string[] = [];
  let at = 0;
  for (const character of line) {
    if (character === "\r") at = 0;
    else if (character !== "\b") shown[at++] = character;
    else if (at > 0) shown.splice(--at, 1);
  }
  return shown.join("");
}
