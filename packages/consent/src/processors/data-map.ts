import { purposeCovers } from "../events/index.js";
import type { RetentionRule } from "../retention/index.js";
import type { DataHolder } from "../rights/index.js";
import type { Processor } from "./processor.js";
import type { PurposeRecord } from "./records-of-processing.js";

/** One class of personal data in one place. */
export interface DataMapRow {
  readonly dataClass: string;
  readonly where: string;
  readonly kind: "holder" | "processor";
  /** ISO 3166-1 of where it is processed; unknown for our own holders. */
  readonly locations: readonly string[];
  readonly purposes: readonly string[];
  /** Rules about the class: `P3Y from end_of_year`. Empty: as long as the purpose lasts. */
  readonly kept: readonly string[];
  /** Whether a request for erasure reaches it by itself. */
  readonly erasable: boolean;
}

/**
 * Which personal data is held where, for what and for how long: from the same registers that erase
 * and decide.
 */
export function dataMap(input: {
  readonly holders: readonly Pick<DataHolder, "id" | "classes">[];
  readonly processors: readonly Processor[];
  readonly purposes: readonly PurposeRecord[];
  readonly retention: readonly RetentionRule[];
}): readonly DataMapRow[] {
  const kept = (dataClass: string): readonly string[] =>
    input.retention
      .filter((rule) => rule.dataClass === dataClass)
      .map(({ period, startEvent }) => `${period} from ${startEvent}`);
  const listPurposes = (dataClass: string): readonly string[] =>
    input.purposes
      .filter(({ dataClasses }) => dataClasses.includes(dataClass))
      .map(({ purpose }) => purpose);
  return [
    ...input.holders.flatMap(({ id, classes }) =>
      classes.map((dataClass) => ({
        dataClass,
        where: id,
        kind: "holder" as const,
        locations: [],
        purposes: listPurposes(dataClass),
        kept: kept(dataClass),
        erasable: true,
      })),
    ),
    ...input.processors
      .filter(({ status }) => status !== "ended")
      .flatMap(({ id, dataClasses, locations, purposes }) =>
        dataClasses.map((dataClass) => ({
          dataClass,
          where: id,
          kind: "processor" as const,
          locations,
          purposes: input.purposes
            .filter(({ purpose }) => purposes.some((served) => purposeCovers(served, purpose)))
            .map(({ purpose }) => purpose),
          kept: kept(dataClass),
          erasable: input.holders.some(
            (holder) => holder.id === id && holder.classes.includes(dataClass),
          ),
        })),
      ),
  ];
}
