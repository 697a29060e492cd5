import type { Schema } from "@wellsent/core";
import type { Engine } from "@wellsent/core/engine";
import type { CampaignFaces } from "@wellsent/core/engine/campaigns";
import type { MigrationFaces } from "@wellsent/core/engine/migrations";

/** An engine with every part plugged in. */
export interface AppEngine<S extends Schema = Schema>
  extends Engine<S>,
    CampaignFaces,
    MigrationFaces {}
