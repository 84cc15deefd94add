/** True for the modules of Python that `lib` has. npm has other packages of these names. */
export const isOurs = (specifier: string): boolean =>
  /^(keras|tensorflow|sklearn|scikit-learn)([./].*)?$/.test(specifier);
