import { contactId, contactPointId } from "@wellsent/core";
import {
  consentPointTable,
  contactTable,
  ledgerHeadTable,
  type Table,
} from "@wellsent/core/store-kit";
import { describe, expect, test } from "vitest";
import { consent, peopleScene, tenant } from "./people-scene.js";

/** JSON that parses and is not what the column holds. */
const shapes = ["{}", "null", "5", '"text"', "[5]", "[null]"];

describe("JSON of another shape is damage, by name", () => {
  test.each(shapes)("in a point's fingerprints: %s", async (fingerprints) => {
    const scene = peopleScene();
    await scene.people("ada");
    scene.damage(consentPointTable, "p-ada", { fingerprints });
    const read = scene.store.readConsent({ tenant, contactPoint: contactPointId("p-ada") });
    await expect(read).rejects.toMatchObject({ code: "STORE_CORRUPT" });
    const { refused } = await scene.append([consent("p-ada", "c1")]);
    expect(refused).toEqual([{ id: "c1", code: "PROJECTION_UNREADABLE" }]);
  });

  test.each(shapes)("in a contact's points: %s", async (points) => {
    const scene = peopleScene();
    await scene.people("ada");
    const held = scene.rows.listRows(tenant, contactTable)[0]?.["body"];
    const body = { ...JSON.parse(String(held)), points: JSON.parse(points) };
    scene.damage(contactTable, "ada", { body: JSON.stringify(body) });
    const read = scene.store.readContact({ tenant, lookup: { id: contactId("ada") } });
    await expect(read).rejects.toMatchObject({ code: "STORE_CORRUPT" });
  });

  test.each(shapes)("in the ledger's head: %s", async (frontier) => {
    const scene = peopleScene();
    await scene.people("ada");
    await scene.append([consent("p-ada", "c1")]);
    for (const [place, row] of headRows(scene, ledgerHeadTable).entries())
      headRows(scene, ledgerHeadTable)[place] = { ...row, frontier };
    const more = scene.append([consent("p-ada", "c2")]);
    await expect(more).rejects.toMatchObject({ code: "STORE_CORRUPT" });
  });
});

function headRows(scene: ReturnType<typeof peopleScene>, table: Table) {
  return scene.rows.listRows(tenant, table);
}
