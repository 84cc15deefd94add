/** A traceback that ends with what happened, as Python's do: some tools show its last line alone. */
export function withSummary(ename: string, evalue: string, traceback: string[]): string[] {
  const summary = `${ename}: ${evalue}`;
  return traceback.join("\n").endsWith(summary) ? traceback : [...traceback, ...summary.split("\n")];
}
