import {
  type CallOptions,
  type Page,
  type Paged,
  sendKey,
  type TaskQuery,
  type TaskRecord,
  type TenantId,
} from "@wellsent/core";
import type { AppDependencies } from "./app-dependencies.js";
import { type ContactReference, readContactId } from "./contact-reference.js";

/** Which tasks are listed: of one contact, of one owner, or all; open ones by default. */
export interface TaskListing extends Omit<TaskQuery, "contact">, Page {
  readonly contact?: ContactReference;
}

/** The tasks of one tenant's people, which steps of workflows make: `w.notify`. */
export interface TenantTasks {
  /**
   * One page of tasks, the oldest first. `owner: null` lists those that are nobody's.
   * @example
   * for (const { key, title, contact } of (await acme.tasks.list({ owner: "kim" })).items)
   *   console.log(key, title, contact);
   */
  list(listing?: TaskListing, options?: CallOptions): Promise<Paged<TaskRecord>>;
  /**
   * Closes a task. One that is closed stays as it was closed; `null`: there is none.
   * @example
   * await acme.tasks.done(key, { by: "kim" });
   */
  done(
    key: string,
    closing?: { readonly by?: string },
    options?: CallOptions,
  ): Promise<TaskRecord | null>;
  /** Opens a closed task again; `null`: there is none. */
  reopen(key: string, options?: CallOptions): Promise<TaskRecord | null>;
  /**
   * Gives a task to somebody else, or with `null` to nobody. Nobody is told by mail; `null`: there
   * is no such task.
   * @throws StoreError `STORE_RESULT_MISMATCH` for an owner without a name
   * @example
   * await acme.tasks.assign(key, "lee");
   */
  assign(key: string, owner: string | null, options?: CallOptions): Promise<TaskRecord | null>;
}

export function taskFace(
  { engine, clock }: Pick<AppDependencies, "engine" | "clock">,
  tenant: TenantId,
): TenantTasks {
  const { store } = engine;
  const scope = (key: string) => ({ tenant, now: clock.now(), key: sendKey(key) });
  return {
    list: ({ contact, ...query } = {}, call) =>
      store.readTasks(
        { ...query, tenant, ...(contact === undefined ? {} : { contact: readContactId(contact) }) },
        call,
      ),
    done: (key, { by = null } = {}, call) =>
      store.changeTask({ ...scope(key), change: { done: { by } } }, call),
    reopen: (key, call) => store.changeTask({ ...scope(key), change: { done: null } }, call),
    assign: (key, owner, call) => store.changeTask({ ...scope(key), change: { owner } }, call),
  };
}
