/** Tables for notebooks, as HTML and as text. */
export { type DataFrameLike, dataFrameTable, isDataFrame } from "./data-frame-table.ts";
export { escapeHtml, Table, type TableContent } from "./table.ts";
