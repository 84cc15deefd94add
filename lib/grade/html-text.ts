/** Longer HTML is not read: an honest table is short. */
const MOST = 500_000;

const ENTITIES: Record<string, string> = { lt: "<", gt: ">", quot: '"', apos: "'", nbsp: " ", amp: "&" };

/** What a piece of HTML says, as text: a line a row of a table, its cells between bars; tags are left out. */
export function htmlText(html: string): string {
  return html
    .slice(0, MOST)
    .replaceAll(/<(style|script)\b[^<>]*>[\s\S]*?(?:<\/\1>|$)/gi, "")
    .replaceAll(/<table\b[\s\S]*?(?:<\/table>|$)/gi, tableText)
    .replaceAll(/<br\s*\/?>|<\/(?:p|div|li|h\d|pre)>/gi, "\n")
    .replaceAll(/<[^<>]*>/g, "")
    .replaceAll(/&#39;/g, "'")
    .replaceAll(/&(\w+);/g, (whole, name: string) => ENTITIES[name] ?? whole);
}

function tableText(table: string): string {
  const rows = table
    .split(/<tr\b[^>]*>/i)
    .slice(1)
    .map((row) =>
      row
        .split(/<t[hd]\b[^>]*>/i)
        .slice(1)
        .map((cell) =>
          cell
            .replaceAll(/<[^<>]*>/g, "")
            .replaceAll(/\s+/g, " ")
            .trim(),
        ),
    );
  const [head, ...rest] = rows.map((cells) => `| ${cells.join(" | ")} |`);
  if (head === undefined) return "";
  return `\n${[head, `|${rows[0].map(() => "---").join("|")}|`, ...rest].join("\n")}\n`;
}
