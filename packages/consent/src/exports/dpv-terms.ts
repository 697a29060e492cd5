/**
 * The terms of the Data Privacy Vocabulary that our exports may use: all of them in release 2.3
 * (`2.3/dpv/dpv.csv`, `2.3/pd`, `2.3/legal/eu/gdpr`). The guide to ISO/IEC TS 27560 names some that
 * its own vocabulary lacks (`ConsentTerminated`, `isImplementedBy`), which is why this list exists.
 */
export const dpvTerms = {
  classes: [
    "dpv:ConsentExpired",
    "dpv:ConsentGiven",
    "dpv:ConsentInvalidated",
    "dpv:ConsentNotice",
    "dpv:ConsentReceipt",
    "dpv:ConsentRecord",
    "dpv:ConsentRefused",
    "dpv:ConsentRequestDeferred",
    "dpv:ConsentRequested",
    "dpv:ConsentRevoked",
    "dpv:ConsentUnknown",
    "dpv:ConsentWithdrawn",
    "dpv:DataController",
    "dpv:DataProcessor",
    "dpv:DataSubject",
    "dpv:DataSubjectRight",
    "dpv:DirectMarketing",
    "dpv:ExplicitlyExpressedConsent",
    "dpv:ExpressedConsent",
    "dpv:ImpliedConsent",
    "dpv:Process",
    "dpv:Recipient",
    "dpv:RenewedConsentGiven",
    "dpv:ServicePersonalisation",
    "dpv:ServiceProvision",
    "dpv:ServiceUsageAnalytics",
    "dpv:StorageDuration",
    "dpv:StorageLocation",
    "dpv:TemporalDuration",
    "dpv:ThirdParty",
    "dpv:UntilEventDuration",
    "dpv:UntilTimeDuration",
    "dpv:WithdrawConsent",
    "eu-gdpr:A6-1-a",
    "eu-gdpr:A7-3",
    "pd:EmailAddress",
    "pd:TelephoneNumber",
  ],
  properties: [
    "dpv:hasAddress",
    "dpv:hasConsentControl",
    "dpv:hasConsentStatus",
    "dpv:hasContact",
    "dpv:hasDataController",
    "dpv:hasDataSubject",
    "dpv:hasDuration",
    "dpv:hasIdentifier",
    "dpv:hasIndicationMethod",
    "dpv:hasJurisdiction",
    "dpv:hasLegalBasis",
    "dpv:hasLocation",
    "dpv:hasName",
    "dpv:hasNotice",
    "dpv:hasPersonalData",
    "dpv:hasProcess",
    "dpv:hasPurpose",
    "dpv:hasRecipient",
    "dpv:hasRecordOfActivity",
    "dpv:hasRight",
    "dpv:hasStorageCondition",
    "dpv:isExercisedAt",
    "dpv:isIndicatedAtTime",
    "dpv:isIndicatedBy",
  ],
} as const;

/**
 * A purpose as the vocabulary has it. What a host calls its purposes is kept beside it as their
 * title.
 */
export type DpvPurpose =
  | "dpv:DirectMarketing"
  | "dpv:ServicePersonalisation"
  | "dpv:ServiceProvision"
  | "dpv:ServiceUsageAnalytics";

export type DpvConsentStatus =
  | "dpv:ConsentExpired"
  | "dpv:ConsentGiven"
  | "dpv:ConsentInvalidated"
  | "dpv:ConsentRefused"
  | "dpv:ConsentRequestDeferred"
  | "dpv:ConsentRequested"
  | "dpv:ConsentRevoked"
  | "dpv:ConsentUnknown"
  | "dpv:ConsentWithdrawn"
  | "dpv:RenewedConsentGiven";
