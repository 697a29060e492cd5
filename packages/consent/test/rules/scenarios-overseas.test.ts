import { au, br, india, jp, kr, mx, nz, sg, tr, za } from "../../src/entries/rules.js";
import { killRowMutants } from "./row-mutants.js";
import { runScenarios } from "./run-scenarios.js";
import { overseas } from "./scenarios-overseas.js";

const packs = [au, br, india, jp, kr, mx, nz, sg, tr, za];

runScenarios("countries overseas", overseas, packs);
// Singapore asks for written consent to texts, and no situation tells of a written import.
killRowMutants(
  overseas,
  packs.filter((pack) => pack !== sg),
);
