/** Characters that are read. Real tables are shorter. */
const MOST = 500_000;

const ENTITIES: Record<string, string> = { lt: "<", gt: ">", quot: '"', apos: "'", nbsp: " ", amp: "&" };

/** Converts HTML to text: tags are dropped, and each table row becomes a line with its cells between bars. */
export function htmlText(html: string): string {
  return html
    .slice(0, MOST)
    .replaceAll(/<(style|script)\b[^<>]*>[\s\S]*?(?:<\/\1>|$)/gi, "")
    .replaceAll(/<table\b[\s\S]*?(?:<\/table>|$)/gi, tableText)
    .replaceAll(/<br\s*\/?>|<\/(?:p|div|li|h\d|pre)>/gi, "\n")
    .replaceAll(/<[^<>]*>/g, "")
    .replaceAll(/&(#x[\da-f]{1,6}|#\d{1,7}|\w{1,8});/gi, entity);
}

/** The character of an entity, by name or number; an unknown one as it is. */
function entity(whole: string, name: string): string {
  if (!name.startsWith("#")) return Object.hasOwn(ENTITIES, name) ? ENTITIES[name] : whole;
  const code = Number(name.slice(1).replace(/^x/i, "0x"));
  return code <= 0x10ffff ? String.fromCodePoint(code) : whole;
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
