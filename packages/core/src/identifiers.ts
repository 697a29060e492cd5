import type { Brand } from "./brand.js";

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
/**
 * `enrollment:revision:index` or `campaign:contact`. Also the provider's idempotency key and the
 * Message-ID's left side.
 */
export type SendKey = Brand<string, "SendKey">;

/** Marks a host's own string as the id of a tenant. */
export const tenantId = (value: string): TenantId => value as TenantId;
export const contactId = (value: string): ContactId => value as ContactId;
export const contactPointId = (value: string): ContactPointId => value as ContactPointId;
export const segmentId = (value: string): SegmentId => value as SegmentId;
export const workflowId = (value: string): WorkflowId => value as WorkflowId;
export const enrollmentId = (value: string): EnrollmentId => value as EnrollmentId;
export const listId = (value: string): ListId => value as ListId;
export const sendKey = (value: string): SendKey => value as SendKey;
