import {
  auRules,
  brRules,
  inRules,
  jpRules,
  krRules,
  mxRules,
  nzRules,
  sgRules,
  trRules,
  zaRules,
} from "../../src/entries/rules.js";
import { killRowMutants } from "./row-mutants.js";
import { runScenarios } from "./run-scenarios.js";
import { overseas } from "./scenarios-overseas.js";

const packs = [
  auRules,
  brRules,
  inRules,
  jpRules,
  krRules,
  mxRules,
  nzRules,
  sgRules,
  trRules,
  zaRules,
];

runScenarios("countries overseas", overseas, packs);
// Singapore asks for written consent to texts, and no situation tells of a written import.
killRowMutants(
  overseas,
  packs.filter((pack) => pack !== sgRules),
);
