/** Preprocessing of features, as in `sklearn.preprocessing`. */
export { LabelEncoder } from "./label-encoder.ts";
export { MinMaxScaler, type MinMaxScalerOptions } from "./min-max-scaler.ts";
export { StandardScaler, type StandardScalerOptions } from "./standard-scaler.ts";
