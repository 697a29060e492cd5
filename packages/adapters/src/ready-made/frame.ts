import type { QuietHours, Schema, SegmentReference, WorkflowBuilder } from "@wellsent/core";

interface FrameSettings {
  readonly quietHours?: readonly QuietHours[];
  readonly except?: SegmentReference;
  readonly holdout?: number;
  readonly version?: number;
}

/** Evenings and nights, where the person lives. */
const nights: readonly QuietHours[] = [{ from: "20:00", to: "08:00" }];

/**
 * What holds for every ready-made workflow that advertises: who leaves at once, and when it
 * rests.
 */
export function framed<Data>(
  workflow: string,
  w: WorkflowBuilder<Schema, Data>,
  { quietHours = nights, except, holdout = 0, version = 1 }: FrameSettings,
): WorkflowBuilder<Schema, Data> {
  w.version(version)
    .quietHours(...quietHours)
    .exitOn("delivery:unsubscribed", { outcome: "unsubscribed" })
    .exitOn("delivery:complained", { outcome: "complained" });
  if (except !== undefined) w.exitWhen({ in: except }, "excepted");
  return holdout === 0 ? w : w.holdout({ share: holdout, salt: workflow });
}
