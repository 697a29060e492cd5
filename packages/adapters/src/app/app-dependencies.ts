import type { Clock, ConsentPages, IdSource, Random, Schema } from "@wellsent/core";
import type { Flow } from "@wellsent/core/flows";
import type { AppEngine } from "./app-engine.js";
import type { Form } from "./form.js";
import type { IssueWriters } from "./issue-writers.js";
import type { ConsentPackage } from "./peers.js";
import type { AppKeys } from "./secret.js";
import type { TemplateShelf } from "./template-shelf.js";
import type { SettingsOfTenants } from "./tenant-settings.js";

/** What every verb of an app needs. */
export interface AppDependencies {
  readonly schema: Schema;
  readonly engine: AppEngine;
  readonly consent: ConsentPackage;
  readonly keys: AppKeys;
  readonly settings: SettingsOfTenants;
  readonly templates: TemplateShelf;
  readonly pages: ConsentPages;
  /** Those that the app was given so far. */
  readonly forms: ReadonlySet<Form>;
  readonly clock: Clock;
  readonly random: Random;
  readonly ids: IdSource;
  readonly issueWriters: IssueWriters;
  /** Data flows with the host's tables. */
  readonly flows: readonly Flow[];
}
