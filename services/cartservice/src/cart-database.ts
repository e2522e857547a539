import type { ServiceDatabaseOptions } from "@hipstershop/service";
import { RUNNING_TIME_SCHEMA } from "./running-time.ts";

/**
 * The database of a store. The store watches it, because the time that a check keeps is part of
 * the carts.
 */
export const CART_DATABASE = {
  name: "carts",
  kind: "sqlite",
  migrations: () => [TABLES, VERSIONS],
  watched: false,
} as const satisfies ServiceDatabaseOptions;

// Where earlier releases made these tables, they count as no step.
const TABLES = `
  CREATE TABLE IF NOT EXISTS carts (
    user_id    TEXT PRIMARY KEY,
    changed_ms INTEGER NOT NULL
  ) STRICT, WITHOUT ROWID;

  CREATE INDEX IF NOT EXISTS carts_by_change ON carts (changed_ms);

  CREATE TABLE IF NOT EXISTS lines (
    position   INTEGER PRIMARY KEY,
    user_id    TEXT NOT NULL REFERENCES carts ON DELETE CASCADE,
    product_id TEXT NOT NULL,
    quantity   INTEGER NOT NULL,
    UNIQUE (user_id, product_id)
  ) STRICT;

  CREATE TABLE IF NOT EXISTS additions (
    user_id  TEXT NOT NULL,
    key      TEXT NOT NULL,
    added_ms INTEGER NOT NULL,
    PRIMARY KEY (user_id, key)
  ) STRICT, WITHOUT ROWID;

  CREATE INDEX IF NOT EXISTS additions_by_time ON additions (added_ms);

  ${RUNNING_TIME_SCHEMA}
`;

// An earlier release that uses the file as well, or after this one, renews no version.
const VERSIONS = `
  ALTER TABLE carts ADD COLUMN version TEXT NOT NULL DEFAULT '';

  CREATE TRIGGER carts_without_new_version AFTER UPDATE ON carts
  WHEN new.version = old.version AND new.version <> ''
  BEGIN
    UPDATE carts SET version = '' WHERE user_id = new.user_id;
  END;

  CREATE TABLE removals (
    user_id    TEXT NOT NULL,
    key        TEXT NOT NULL,
    removed_ms INTEGER NOT NULL,
    PRIMARY KEY (user_id, key)
  ) STRICT, WITHOUT ROWID;

  CREATE INDEX removals_by_time ON removals (removed_ms);
`;
