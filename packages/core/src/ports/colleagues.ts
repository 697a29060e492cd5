import type { TenantId } from "../identifiers.js";

/**
 * The address of a colleague whom steps of workflows tell of a task by mail, by the name that tasks
 * have for their owner. `null`: there is none, and the task says so. What throws or rejects is
 * asked again later.
 */
export type ColleagueAddress = (
  owner: string,
  tenant: TenantId,
) => string | null | Promise<string | null>;
