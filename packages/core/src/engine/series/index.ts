export { runSeries } from "./run-series.js";
export type { IssueContent, SeriesContent, SeriesInput, SeriesVerbs } from "./series-face.js";
export { seriesVerbs } from "./series-verbs.js";
