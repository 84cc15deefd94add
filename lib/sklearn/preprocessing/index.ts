/** Preprocessing of features, as in `sklearn.preprocessing`. */
export { StandardScaler, type StandardScalerOptions } from "./standard-scaler.ts";
