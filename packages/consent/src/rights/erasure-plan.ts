import { InputError } from "@wellsent/core/errors";
import type { DataHolder } from "./data-holder.js";
import type { RefusalGround, RightsCase } from "./rights-case.js";

/** Why data stays although its erasure was asked for: GDPR Art. 17(3). */
export type ErasureExemption = Extract<
  RefusalGround,
  "expression" | "legal_duty" | "public_interest" | "legal_claim"
>;

export interface ErasureStep {
  readonly holder: string;
  readonly erase: readonly string[];
  readonly keep: readonly { readonly dataClass: string; readonly ground: ErasureExemption }[];
}

export interface ErasurePlan {
  readonly case: string;
  /** In the order in which they are carried out. */
  readonly steps: readonly ErasureStep[];
  /** To be told: GDPR Art. 19. */
  readonly recipients: readonly string[];
}

export interface ErasureOptions {
  /** Classes to erase. Absent: every class that any holder has. */
  readonly classes?: readonly string[];
  readonly keep?: readonly {
    readonly holder: string;
    readonly dataClass: string;
    readonly ground: ErasureExemption;
  }[];
  readonly recipients?: readonly string[];
}

/**
 * What has to happen to erase a person, over every registered holder.
 *
 * @throws InputError `INPUT_CASE_KIND` for a case that asks for something else,
 * `INPUT_HOLDER_DUPLICATE`, `INPUT_DATA_CLASS` for a class that no holder has: nobody could ever
 * report it erased. `INPUT_ERASURE_PARTIAL` where a holder that erases all or nothing should keep a
 * part.
 */
export function erasurePlan(
  holders: readonly DataHolder[],
  of: RightsCase,
  wishes: ErasureOptions = {},
): ErasurePlan {
  if (of.kind !== "erase") {
    throw new InputError("INPUT_CASE_KIND", "The case does not ask for erasure.", { path: "case" });
  }
  const known = new Set<string>();
  for (const { id } of holders) {
    if (known.has(id))
      throw new InputError("INPUT_HOLDER_DUPLICATE", "Two data holders have one id.", {
        path: "holders",
      });
    known.add(id);
  }
  const { classes, keep = [], recipients = [] } = wishes;
  for (const dataClass of classes ?? []) checkClass(holders, dataClass, "classes");
  for (const { holder, dataClass } of keep) {
    checkClass(
      holders.filter(({ id }) => id === holder),
      dataClass,
      "keep",
    );
  }
  const ordered = [
    ...holders.filter(({ last }) => last !== true),
    ...holders.filter(({ last }) => last === true),
  ];
  const steps = ordered.flatMap((holder): readonly ErasureStep[] => {
    const asked = holder.classes.filter(
      (dataClass) => classes === undefined || classes.includes(dataClass),
    );
    const kept = keep.filter((each) => each.holder === holder.id && asked.includes(each.dataClass));
    const erase = asked.filter((dataClass) => !kept.some((each) => each.dataClass === dataClass));
    if (holder.whole === true && erase.length > 0 && erase.length < holder.classes.length) {
      throw new InputError("INPUT_ERASURE_PARTIAL", "A data holder erases everything or nothing.", {
        path: "keep",
        remedy:
          "Ask for all of its classes, or keep all of them and restrict the processing instead.",
      });
    }
    if (asked.length === 0) return [];
    return [
      {
        holder: holder.id,
        erase,
        keep: kept.map(({ dataClass, ground }) => ({ dataClass, ground })),
      },
    ];
  });
  return { case: of.id, steps, recipients };
}

function checkClass(holders: readonly DataHolder[], dataClass: string, path: string): void {
  if (holders.some(({ classes }) => classes.includes(dataClass))) return;
  throw new InputError("INPUT_DATA_CLASS", "No data holder has this class of data.", {
    path,
    remedy:
      "Register a holder for it, or correct the name: what nobody holds cannot be reported as erased.",
  });
}
