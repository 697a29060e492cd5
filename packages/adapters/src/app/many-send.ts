import type { ContactPointId, Schema } from "@wellsent/core";
import type { SendData } from "@wellsent/templates/define";
import type { ContactReference } from "./contact-reference.js";
import type {
  BroughtData,
  FitsSchema,
  LeftOpen,
  Referred,
  SendSettings,
} from "./template-values.js";

/**
 * One of many sends, with the options of `Tenant.send`: those of the template that `Reference`
 * names among `Templates`.
 */
export type ManySend<S extends Schema, Templates, Reference> = LeftOpen<
  S,
  Referred<Reference, Templates>
> &
  BroughtData<SendData<S, Referred<Reference, Templates>>> &
  SendSettings & {
    readonly template: Reference & FitsSchema<S, Referred<Reference, Templates>>;
    readonly contact: ContactReference;
    /** The one address it may go to. Default: the first of the contact's that is permitted. */
    readonly contactPoint?: ContactPointId;
  };
