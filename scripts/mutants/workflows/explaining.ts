import { core, engineTest } from "../engine/places.ts";
import type { Mutant } from "../mutant.ts";

/** What is said of campaigns: everybody counted, by the clause that speaks. */
export const explaining: readonly Mutant[] = [
  {
    name: "a paused campaign is no reason",
    file: `${core}/explain/recipient-trace.ts`,
    find: 'if (state === "paused") return',
    replace: 'if (state === "draft") return',
    ...engineTest("explain-campaign"),
    named: "waits for a campaign that is paused",
  },
  {
    name: "who is put aside is merely planned",
    file: `${core}/explain/explain-campaign.ts`,
    find: "codes.set(id, code);",
    replace: "codes.set(code, id);",
    ...engineTest("campaign-damage"),
    named: "puts a contact on record that cannot be read",
  },
  {
    name: "the sample is who was read first",
    file: `${core}/explain/tally-recipients.ts`,
    find: "const place = murmur3(",
    replace: "const place = 0 * murmur3(",
    ...engineTest("explain-campaign"),
    named: "shows the same sample whatever the order",
  },
  {
    name: "each text of a provider is a group of its own, without limit",
    file: `${core}/explain/tally-recipients.ts`,
    find: "groups.size < most;",
    replace: "most > 0;",
    ...engineTest("explain-campaign"),
    named: "counts the rest of one code together",
  },
];
