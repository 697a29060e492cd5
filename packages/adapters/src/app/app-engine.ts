import type { Schema } from "@wellsent/core";
import type { Engine } from "@wellsent/core/engine";
import type { AuthoringFaces } from "@wellsent/core/engine/authoring";
import type { CampaignFaces } from "@wellsent/core/engine/campaigns";
import type { MigrationFaces } from "@wellsent/core/engine/migrations";

/** An engine with every part plugged in. */
export interface AppEngine<S extends Schema = Schema>
  extends Engine<S>,
    AuthoringFaces,
    CampaignFaces,
    MigrationFaces {}
