import { type TenantId, tenantId } from "../../identifiers.js";
import { driveAsync, driveSync, type Io } from "../../store-kit/io.js";
import type { RawRow, RowRequest } from "../../store-kit/row-request.js";
import type { RowStore } from "../../store-kit/row-store.js";
import type { Table, Value } from "../../store-kit/table.js";
import type { ContractCase } from "../contract-case.js";

export type AnyRowStore = RowStore<true> | RowStore<false>;

export interface RowContractOptions {
  /** Rows with nothing in them. Called once a case. */
  create(): AnyRowStore | Promise<AnyRowStore>;
}

export const acme: TenantId = tenantId("acme");
export const other: TenantId = tenantId("other");

/** One store under test, as cases talk to it. */
export interface Rows {
  /** One transaction of a tenant, as a call of the kit makes it. */
  within<T>(tenant: TenantId, call: () => Io<T>, mode?: "read" | "write"): Promise<T>;
  /** One request in a transaction of its own. */
  ask(request: RowRequest, tenant?: TenantId): Promise<readonly RawRow[]>;
  add(table: Table, rows: readonly RawRow[], tenant?: TenantId): Promise<readonly boolean[]>;
  put(table: Table, rows: readonly RawRow[]): Promise<void>;
  patch(
    table: Table,
    rows: readonly RawRow[],
    how?: { readonly fence?: readonly string[]; readonly least?: readonly string[] },
  ): Promise<readonly boolean[]>;
  get(
    table: Table,
    path: string,
    keys: readonly (readonly Value[])[],
    tenant?: TenantId,
  ): Promise<readonly RawRow[]>;
}

export type RowTest = (name: string, check: (rows: Rows) => Promise<void>) => ContractCase;

/** Makes cases that get a fresh store and close it, whatever happens. */
export function rowTests(options: RowContractOptions): RowTest {
  return (name, check) => ({
    name,
    async run() {
      const store = await options.create();
      try {
        await check(bindRows(store));
      } finally {
        await store.close();
      }
    },
  });
}

function bindRows(store: AnyRowStore): Rows {
  const within: Rows["within"] = async (tenant, call, mode = "write") =>
    store.sync
      ? store.transaction(mode, tenant, (rows) => driveSync(call(), rows))
      : await store.transaction(mode, tenant, (rows) => driveAsync(call(), rows));
  const ask: Rows["ask"] = (request, tenant = acme) =>
    within(
      tenant,
      function* (): Io<readonly RawRow[]> {
        const [answer = []] = yield [request];
        return answer;
      },
      chooseMode(request),
    );

  return {
    within,
    ask,
    add: async (table, rows, tenant) =>
      (await ask({ op: "add", table, rows }, tenant)).map((row) => row["added"] === true),
    put: async (table, rows) => {
      await ask({ op: "put", table, rows });
    },
    patch: async (table, rows, how) =>
      (await ask({ op: "patch", table, rows, ...how })).map((row) => row["matched"] === true),
    get: (table, path, keys, tenant) => ask({ op: "get", table, path, keys }, tenant),
  };
}

function chooseMode({ op }: RowRequest): "read" | "write" {
  return op === "add" || op === "put" || op === "patch" || op === "drop" ? "write" : "read";
}
