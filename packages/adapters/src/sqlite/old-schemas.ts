/**
 * The tables as versions 1 and 2 had them, as they were written then. Frozen: a file of theirs is
 * brought to version 2 by these words, and from there on by `bringForward`.
 */
export const oldSchemas: readonly string[] = [
  `
  CREATE TABLE wellsent_contact (
    seq INTEGER PRIMARY KEY, tenant TEXT NOT NULL, id TEXT NOT NULL, key TEXT,
      revision INTEGER NOT NULL,
    segments_due_at INTEGER, body TEXT NOT NULL,
    UNIQUE (tenant, id), UNIQUE (tenant, key)
  );
  CREATE INDEX wellsent_contact_order ON wellsent_contact (tenant);
  CREATE INDEX wellsent_contact_due ON wellsent_contact (tenant, segments_due_at, id)
    WHERE segments_due_at IS NOT NULL;

  CREATE TABLE wellsent_contact_point (
    tenant TEXT NOT NULL, id TEXT NOT NULL, contact TEXT NOT NULL, channel TEXT NOT NULL,
      address TEXT NOT NULL,
    PRIMARY KEY (tenant, contact, id), UNIQUE (tenant, id), UNIQUE (tenant, channel, address),
    FOREIGN KEY (tenant, contact) REFERENCES wellsent_contact (tenant, id)
  ) WITHOUT ROWID;

  CREATE TABLE wellsent_list_member (
    tenant TEXT NOT NULL, contact TEXT NOT NULL, list TEXT NOT NULL,
    PRIMARY KEY (tenant, contact, list),
    FOREIGN KEY (tenant, contact) REFERENCES wellsent_contact (tenant, id)
  ) WITHOUT ROWID;

  CREATE TABLE wellsent_membership (
    tenant TEXT NOT NULL, contact TEXT NOT NULL, segment TEXT NOT NULL, since INTEGER NOT NULL,
      place INTEGER NOT NULL,
    PRIMARY KEY (tenant, contact, segment),
    FOREIGN KEY (tenant, contact) REFERENCES wellsent_contact (tenant, id)
  ) WITHOUT ROWID;

  CREATE TABLE wellsent_once (tenant TEXT NOT NULL, name TEXT NOT NULL, PRIMARY KEY (tenant,
    name)) WITHOUT ROWID;

  CREATE TABLE wellsent_enrollment (
    seq INTEGER PRIMARY KEY, tenant TEXT NOT NULL, id TEXT NOT NULL, workflow TEXT NOT NULL,
      contact TEXT NOT NULL,
    entry_key TEXT NOT NULL, status TEXT NOT NULL, due_at INTEGER, body TEXT NOT NULL,
    UNIQUE (tenant, id), UNIQUE (tenant, contact, workflow, entry_key),
    FOREIGN KEY (tenant, contact) REFERENCES wellsent_contact (tenant, id)
  );
  CREATE INDEX wellsent_enrollment_order ON wellsent_enrollment (tenant);
  CREATE INDEX wellsent_enrollment_due ON wellsent_enrollment (tenant, due_at, id)
    WHERE due_at IS NOT NULL;
  CREATE INDEX wellsent_enrollment_workflow ON wellsent_enrollment (tenant, workflow);

  CREATE TABLE wellsent_step (
    seq INTEGER PRIMARY KEY, tenant TEXT NOT NULL, contact TEXT NOT NULL, body TEXT NOT NULL
  );
  CREATE INDEX wellsent_step_contact ON wellsent_step (tenant, contact);

  CREATE TABLE wellsent_event (
    seq INTEGER PRIMARY KEY, tenant TEXT NOT NULL, id TEXT NOT NULL, contact TEXT NOT NULL,
      name TEXT NOT NULL,
    at INTEGER NOT NULL, data TEXT NOT NULL,
    UNIQUE (tenant, id),
    FOREIGN KEY (tenant, contact) REFERENCES wellsent_contact (tenant, id)
  );
  CREATE INDEX wellsent_event_contact ON wellsent_event (tenant, contact, name, at);

  CREATE TABLE wellsent_delivery (
    seq INTEGER PRIMARY KEY, tenant TEXT NOT NULL, dedupe_key TEXT NOT NULL,
      contact TEXT NOT NULL, body TEXT NOT NULL,
    UNIQUE (tenant, dedupe_key)
  );
  CREATE INDEX wellsent_delivery_contact ON wellsent_delivery (tenant, contact);

  CREATE TABLE wellsent_message (
    seq INTEGER PRIMARY KEY, tenant TEXT NOT NULL, key TEXT NOT NULL, contact TEXT NOT NULL,
      lane TEXT NOT NULL,
    channel TEXT NOT NULL, template TEXT NOT NULL, purpose TEXT NOT NULL, draft TEXT NOT NULL,
    created_at INTEGER NOT NULL, status TEXT NOT NULL
      CHECK (status IN ('queued', 'claimed', 'accepted', 'rejected', 'failed', 'unknown',
        'skipped')),
    attempt INTEGER NOT NULL, due_at INTEGER NOT NULL,
    lease_until INTEGER, next_at INTEGER, settled_at INTEGER, decision TEXT NOT NULL,
      reasons TEXT NOT NULL,
    first_reason TEXT, provider_message_id TEXT, marks TEXT,
    UNIQUE (tenant, key),
    FOREIGN KEY (tenant, contact) REFERENCES wellsent_contact (tenant, id)
  );
  CREATE INDEX wellsent_message_order ON wellsent_message (tenant);
  CREATE INDEX wellsent_message_status ON wellsent_message (tenant, status);
  CREATE INDEX wellsent_message_due ON wellsent_message (tenant, lane, next_at, key)
    WHERE next_at IS NOT NULL;
  CREATE INDEX wellsent_message_contact ON wellsent_message (tenant, contact);
  CREATE INDEX wellsent_message_count ON wellsent_message (tenant, status, template, first_reason);

  CREATE TABLE wellsent_consent_point (
    tenant TEXT NOT NULL, id TEXT NOT NULL, fingerprints TEXT NOT NULL, projection TEXT,
    PRIMARY KEY (tenant, id)
  ) WITHOUT ROWID;
  CREATE TABLE wellsent_fingerprint (
    seq INTEGER PRIMARY KEY, tenant TEXT NOT NULL, fingerprint TEXT NOT NULL, point TEXT NOT NULL,
    UNIQUE (tenant, point, fingerprint)
  );
  CREATE INDEX wellsent_fingerprint_value ON wellsent_fingerprint (tenant, fingerprint);
  CREATE TABLE wellsent_suppression (
    seq INTEGER PRIMARY KEY, tenant TEXT NOT NULL, fingerprint TEXT NOT NULL, reason TEXT NOT NULL,
    scope TEXT NOT NULL, added_at INTEGER NOT NULL,
    UNIQUE (tenant, fingerprint, reason, scope)
  );

  CREATE TABLE wellsent_ledger_head (tenant TEXT PRIMARY KEY, size INTEGER NOT NULL,
    frontier TEXT NOT NULL) WITHOUT ROWID;
  CREATE TABLE wellsent_ledger (
    tenant TEXT NOT NULL, seq INTEGER NOT NULL, id TEXT NOT NULL, type TEXT NOT NULL,
      contact_point TEXT,
    recorded_at INTEGER NOT NULL, leaf TEXT NOT NULL, leaf_hash TEXT NOT NULL, payload TEXT,
      salt TEXT,
    PRIMARY KEY (tenant, seq), UNIQUE (tenant, id)
  );
  CREATE INDEX wellsent_ledger_point ON wellsent_ledger (tenant, contact_point, seq)
    WHERE contact_point IS NOT NULL;
  CREATE TABLE wellsent_ledger_tile (
    tenant TEXT NOT NULL, level INTEGER NOT NULL, place INTEGER NOT NULL, hashes TEXT NOT NULL,
    PRIMARY KEY (tenant, level, place)
  );

  CREATE TABLE wellsent_definition (
    tenant TEXT NOT NULL, kind TEXT NOT NULL, id TEXT NOT NULL, version INTEGER NOT NULL,
      body TEXT NOT NULL,
    PRIMARY KEY (tenant, kind, id, version)
  );
  `,
  `
  CREATE TABLE wellsent_link_list (
    seq INTEGER PRIMARY KEY, tenant TEXT NOT NULL, digest TEXT NOT NULL, body TEXT NOT NULL,
    UNIQUE (tenant, digest)
  );
  ALTER TABLE wellsent_message ADD COLUMN links INTEGER;
  CREATE INDEX wellsent_message_links ON wellsent_message (tenant, links) WHERE links IS NOT NULL;
  CREATE TRIGGER wellsent_message_deleted AFTER DELETE ON wellsent_message
    WHEN old.links IS NOT NULL BEGIN
    DELETE FROM wellsent_link_list WHERE seq = old.links
      AND NOT EXISTS (SELECT 1 FROM wellsent_message WHERE tenant = old.tenant
        AND links = old.links);
  END;
  CREATE TRIGGER wellsent_message_relinked AFTER UPDATE OF links ON wellsent_message
    WHEN old.links IS NOT NULL AND old.links IS NOT new.links BEGIN
    DELETE FROM wellsent_link_list WHERE seq = old.links
      AND NOT EXISTS (SELECT 1 FROM wellsent_message WHERE tenant = old.tenant
        AND links = old.links);
  END;
  `,
];
