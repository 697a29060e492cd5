import type { ContactRecord } from "@wellsent/core/ports";
import type { PartialProfile, ProposedChange, QualityProfile } from "@wellsent/core/quality";

export declare const contact: ContactRecord;
export declare const page: readonly ContactRecord[];
export declare const profile: QualityProfile;
export declare const january: PartialProfile;
export declare const february: PartialProfile;
export declare const colleague: {
  agrees(changes: readonly ProposedChange[]): Promise<boolean>;
};
