export { type DataFrameLike, dataFrameTable, isDataFrame } from "./data-frame-table";
export { Table, type TableContent } from "./table";
