import type { ConsentDraft } from "@wellsent/core";

/** The case that a draft opens, as the name that it claims: a case is one person's. */
export function caseOpened({ type, fields }: ConsentDraft): string | undefined {
  if (type !== "dsr.opened" && type !== "complaint.received") return undefined;
  const detail = fields["detail"];
  if (typeof detail !== "object" || detail === null || !("case" in detail)) return undefined;
  const { case: id } = detail;
  return typeof id === "string" && id.isWellFormed() ? `case/${id}` : undefined;
}
