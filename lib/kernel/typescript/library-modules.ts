/** The modules of `lib` that cells import, those first that most names are looked for in. */
export const libraryModules = [
  "keras",
  "sklearn/datasets",
  "sklearn/metrics",
  "sklearn/model_selection",
  "sklearn/preprocessing",
  "plot",
  "table",
  "notebook",
  "notebook/widgets",
  "exercise",
];
