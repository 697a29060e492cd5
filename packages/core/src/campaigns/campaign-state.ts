import { InputError } from "../errors/index.js";

/**
 * `draft` and `ready` can be edited freely; `approved` waits for its time to be given and
 * `scheduled` for that time; `preparing` fixes who gets it; `running` sends; `held` waits for a
 * person, and says in `why` for what; `finished` and `cancelled` are the end.
 */
export type CampaignState =
  | "draft"
  | "ready"
  | "approved"
  | "scheduled"
  | "preparing"
  | "running"
  | "paused"
  | "held"
  | "finished"
  | "cancelled";

export type CampaignVerb =
  | "edit"
  | "check"
  | "approve"
  | "revoke"
  | "schedule"
  | "begin"
  | "run"
  | "hold"
  | "pause"
  | "resume"
  | "retract"
  | "cancel"
  | "finish";

const moves: Readonly<Record<CampaignVerb, readonly CampaignState[]>> = {
  edit: ["draft", "ready", "approved", "scheduled", "held", "paused"],
  check: ["draft", "ready"],
  approve: ["ready", "approved", "scheduled", "held", "paused"],
  revoke: ["approved", "scheduled"],
  schedule: ["approved", "scheduled"],
  begin: ["scheduled"],
  run: ["preparing"],
  hold: ["scheduled", "preparing", "running"],
  pause: ["scheduled", "preparing", "running"],
  resume: ["paused", "held"],
  retract: ["running", "paused"],
  cancel: ["draft", "ready", "approved", "scheduled", "preparing", "running", "paused", "held"],
  finish: ["running"],
};

/** Whether the verb is allowed in this state. */
export function mayMove(state: CampaignState, verb: CampaignVerb): boolean {
  return moves[verb].includes(state);
}

/** What every verb throws that names a campaign which is not there. */
export function unknownCampaign(): InputError {
  return new InputError("INPUT_CAMPAIGN_UNKNOWN", "This tenant has no such campaign.", {
    path: "id",
    remedy: "Ids never cross tenants; list the campaigns.",
  });
}
