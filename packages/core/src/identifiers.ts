declare const brand: unique symbol;

/**
 * A primitive that `tsc` keeps apart from every other primitive of the same shape. Costs nothing at
 * run time.
 */
export type Brand<Base, Name extends string> = Base & { readonly [brand]: Name };

/** A wall: nothing of one tenant is reachable from another, so every port call carries one. */
export type TenantId = Brand<string, "TenantId">;
/** A person's record in one tenant. Random, never derived from an address. */
export type ContactId = Brand<string, "ContactId">;
/**
 * One normalised e-mail address or phone number. Consent and suppression hang here. Random, never
 * derived from the address.
 */
export type ContactPointId = Brand<string, "ContactPointId">;
export type SegmentId = Brand<string, "SegmentId">;
export type WorkflowId = Brand<string, "WorkflowId">;
export type EnrollmentId = Brand<string, "EnrollmentId">;
export type ListId = Brand<string, "ListId">;
/** `c-` and a minted id: never a host's own text, so no direct send can take a campaign's keys. */
export type CampaignId = Brand<string, "CampaignId">;
/**
 * `enrollment:revision:index` or `campaign:contact`. Also the provider's idempotency key and the
 * Message-ID's left side.
 */
export type SendKey = Brand<string, "SendKey">;

/** Marks a host's own string as the id of a tenant. */
export function tenantId(value: string): TenantId {
  return value as TenantId;
}
export function contactId(value: string): ContactId {
  return value as ContactId;
}
export function contactPointId(value: string): ContactPointId {
  return value as ContactPointId;
}
export function segmentId(value: string): SegmentId {
  return value as SegmentId;
}
export function workflowId(value: string): WorkflowId {
  return value as WorkflowId;
}
export function enrollmentId(value: string): EnrollmentId {
  return value as EnrollmentId;
}
export function listId(value: string): ListId {
  return value as ListId;
}
export function campaignId(value: string): CampaignId {
  return value as CampaignId;
}
export function sendKey(value: string): SendKey {
  return value as SendKey;
}
