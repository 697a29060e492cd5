import type { Mutant } from "./mutant.ts";
import { authored } from "./workflows/authoring.ts";
import { calls } from "./workflows/calls.ts";
import { campaigns } from "./workflows/campaigns.ts";
import { changing } from "./workflows/changing.ts";
import { codes } from "./workflows/codes.ts";
import { digests } from "./workflows/digests.ts";
import { explaining } from "./workflows/explaining.ts";
import { policy } from "./workflows/policy.ts";
import { queues } from "./workflows/queues.ts";
import { series } from "./workflows/series.ts";
import { starts } from "./workflows/starts.ts";
import { steps } from "./workflows/steps.ts";
import { stopping } from "./workflows/stopping.ts";
import { traps } from "./workflows/traps.ts";

/** What is sent when, and to whom: workflows, campaigns, series, their limits and their codes. */
export const mutants: readonly Mutant[] = [
  ...starts,
  ...steps,
  ...changing,
  ...authored,
  ...campaigns,
  ...series,
  ...queues,
  ...policy,
  ...digests,
  ...stopping,
  ...codes,
  ...calls,
  ...explaining,
  ...traps,
];
