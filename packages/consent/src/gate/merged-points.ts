import type { ConsentDraft, ContactPointId } from "@wellsent/core";

/**
 * The points that a merge brings into its own, as far as the draft can be read: it is checked when
 * it is appended.
 */
export const pointsMerged = ({ type, fields }: ConsentDraft): readonly ContactPointId[] => {
  if (type !== "subject.merged") return [];
  const detail = fields["detail"];
  if (typeof detail !== "object" || detail === null || !("from" in detail)) return [];
  const { from } = detail;
  return Array.isArray(from) ? from.filter(isPoint) : [];
};

const isPoint = (value: unknown): value is ContactPointId =>
  typeof value === "string" && value.isWellFormed();
