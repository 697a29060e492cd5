import { createHash } from "node:crypto";
import type { OutboxRecord } from "@wellsent/core";
import type { Connection } from "./connection.js";
import { integer } from "./row.js";

/**
 * Writes where a message's links lead. Messages of one mailing mostly share one list, and share its row, found by its
 * digest; triggers remove a list with its last message, as targets may be personal.
 */
export function keepLinks(connection: Connection, { tenant, key, links }: OutboxRecord): void {
  const body = JSON.stringify(links ?? []);
  const digest = createHash("sha256").update(body).digest("base64url");
  const find = (): number | null => {
    const row = connection.get(
      "SELECT seq FROM wellsent_link_list WHERE tenant = $tenant AND digest = $digest",
      {
        tenant,
        digest,
      },
    );
    return row === undefined ? null : integer(row, "seq");
  };
  let list = find();
  if (list === null) {
    connection.run(
      "INSERT INTO wellsent_link_list (tenant, digest, body) VALUES ($tenant, $digest, $body)",
      {
        ...{ tenant, digest, body },
      },
    );
    list = find();
  }
  connection.run(
    "UPDATE wellsent_message SET links = $list WHERE tenant = $tenant AND key = $key",
    {
      ...{ tenant, key, list },
    },
  );
}
