import type { CallOptions } from "../../ports/call-options.js";
import type { Publication } from "../../workflows/index.js";
import type { PartDependencies } from "../engine-part.js";
import { readPublicationList, type TenantWorkflow } from "./authored.js";

export const mostVersions = 100;

/**
 * Each publication says which version of the list it came with, and the one before names another.
 */
export async function readVersions(
  { store }: Pick<PartDependencies, "store">,
  { tenant, workflow }: TenantWorkflow,
  options: CallOptions = {},
): Promise<readonly Publication[]> {
  const found: Publication[] = [];
  let list = await readPublicationList(store, tenant, options);
  while (found.length < mostVersions) {
    const publication = list.publications.get(workflow) ?? null;
    if (publication === null) break;
    found.push(publication);
    if (publication.turn <= 1) break;
    list = await readPublicationList(store, tenant, options, publication.turn - 1);
  }
  return found;
}
