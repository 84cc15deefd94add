type Fields = Record<string, unknown>;

/** Kinds of data, which nbformat 4 names by MIME types. */
const MIME: Record<string, string> = {
  text: "text/plain",
  html: "text/html",
  svg: "image/svg+xml",
  png: "image/png",
  jpeg: "image/jpeg",
  latex: "text/latex",
  json: "application/json",
  javascript: "application/javascript",
};
const KINDS: Record<string, string> = { pyout: "execute_result", pyerr: "error" };

/**
 * A notebook of nbformat 3, as IPython saved it until 2015, in the fields of nbformat 4.
 *
 * Source: `nbformat/v4/convert.py` of https://github.com/jupyter/nbformat
 */
export function fromVersion3({ worksheets, metadata }: Fields): Fields {
  const sheets = (Array.isArray(worksheets) ? worksheets : []).map(Object) as Fields[];
  const cells = sheets.flatMap(({ cells }) => (Array.isArray(cells) ? cells : [])).map(Object) as Fields[];
  const language = cells.find((cell) => cell.cell_type === "code")?.language;
  return {
    cells: cells.map(cellOf),
    metadata: { ...(language ? { language_info: { name: language } } : {}), ...Object(metadata) },
    nbformat: 4,
    nbformat_minor: 0,
  };
}

function cellOf(cell: Fields): Fields {
  if (cell.cell_type === "heading") {
    const text = [cell.source].flat().join("");
    return { ...cell, cell_type: "markdown", source: `${"#".repeat(Number(cell.level) || 1)} ${text}` };
  }
  if (cell.cell_type !== "code") return cell;
  const { input, prompt_number, outputs } = cell;
  return {
    ...cell,
    source: input,
    execution_count: prompt_number,
    outputs: Array.isArray(outputs) ? outputs.map((output) => outputOf(Object(output))) : [],
  };
}

function outputOf({ output_type, stream, prompt_number, ...fields }: Fields): Fields {
  const data = Object.entries(fields).flatMap(([kind, value]) => (kind in MIME ? [[MIME[kind], value]] : []));
  return {
    ...fields,
    output_type: KINDS[String(output_type)] ?? output_type,
    name: stream,
    data: Object.fromEntries(data),
    execution_count: prompt_number,
  };
}
