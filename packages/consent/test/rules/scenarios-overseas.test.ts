import { au, br, india, jp, kr, mx, nz, sg, tr, za } from "../../src/index.js";
import { runScenarios } from "./run-scenarios.js";
import { overseas } from "./scenarios-overseas.js";

runScenarios("countries overseas", overseas, [au, br, india, jp, kr, mx, nz, sg, tr, za]);
