import { core, engine, engineTest, kit } from "../engine/places.ts";
import type { Mutant } from "../mutant.ts";

/** Series: each occurrence one issue at most, and none without a record. */
export const series: readonly Mutant[] = [
  {
    name: "every missed issue is made up for",
    file: `${core}/series/next-issue.ts`,
    find: "if (isNewest && !isPaused && mayCatchUp(definition, now - one.at)) break;",
    replace: "if (!isPaused && mayCatchUp(definition, now - one.at)) break;",
    ...engineTest("series"),
    named: "makes no burst after weeks",
  },
  {
    name: "issues made before an outage all begin after it",
    file: `${core}/series/next-issue.ts`,
    find: "return next !== null && next.at <= now;",
    replace: "return next !== null && next.at < 0;",
    ...engineTest("series"),
    named: "makes no burst after weeks",
  },
  {
    name: "a paused series makes issues",
    file: `${core}/series/next-issue.ts`,
    find: "const opens = isPaused ? first.at : first.at - lead;",
    replace: "const opens = first.at - lead;",
    ...engineTest("series"),
    named: "makes no issues while it is paused",
  },
  {
    name: "an issue leaves without approval",
    file: `${engine}/campaigns/approved-digest.ts`,
    find: 'if (approved === null) return "APPROVAL_MISSING";',
    replace: "if (approved === null) return null;",
    ...engineTest("series"),
    named: "waits for approval until its hour",
  },
  {
    name: "a second record of a date is no conflict",
    file: `${kit}/series-rows.ts`,
    find: 'if (!isNew) throw revisionConflict("issues");',
    replace: "",
    package: "adapters",
    test: "test/memory/memory-store-contract.test.ts",
    named: "makes an issue with its campaign, once",
  },
  {
    name: "a series is forgotten until somebody ticks for another reason",
    file: `${kit}/next-work.ts`,
    find: '...of(yield* legible(seriesTable, series), "dueAt"),',
    replace: "",
    package: "adapters",
    test: "test/memory/memory-store-contract.test.ts",
    named: "says when a tick has to look at a series next",
  },
  {
    name: "an engine without campaigns wakes for those of others",
    file: `${engine}/next-work.ts`,
    find: "...(runsCampaigns ? {} : { exceptCampaigns: true }),",
    replace: "",
    ...engineTest("engine-parts"),
    named: "leaves campaigns to others, and delivers what they have queued",
  },
];
