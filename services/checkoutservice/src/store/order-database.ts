import type { ServiceDatabaseOptions } from "@hipstershop/service";
import { EARLIER_TABLE } from "./earlier-table.ts";

/**
 * The database of checkoutservice.
 *
 * `epoch` counts how often an order has changed hands, and `beat` is the number that its holder
 * raises every second: 0 says that nobody holds it. `failing_ms` is how long a try has failed, and
 * `next_try_ms` when the next is due, by a wall clock that may be wrong. `begun` counts the orders of a
 * user since there is such a count: it says no more than that one was begun.
 */
export const ORDER_DATABASE = {
  name: "orders",
  durable: true,
  migrations: ({ kind, integer, bytes, counter, strict }) => [
    ...(kind === "sqlite" ? [EARLIER_TABLE] : []),
    `
  CREATE TABLE order_states (
    number                 ${counter},
    id                     TEXT NOT NULL UNIQUE,
    user_id                TEXT NOT NULL,
    cart_version           TEXT,
    email                  TEXT NOT NULL,
    result                 ${bytes} NOT NULL,
    state                  TEXT NOT NULL,
    epoch                  ${integer} NOT NULL DEFAULT 1,
    beat                   ${integer} NOT NULL DEFAULT 1,
    tries                  ${integer} NOT NULL DEFAULT 0,
    failing_ms             ${integer} NOT NULL DEFAULT 0,
    next_try_ms            ${integer} NOT NULL DEFAULT 0,
    authorized             ${integer} NOT NULL DEFAULT 0,
    earlier_transaction_id TEXT,
    before_ledger          ${integer} NOT NULL DEFAULT 0,
    begun_ms               ${integer} NOT NULL,
    changed_ms             ${integer} NOT NULL
  ) ${strict};
  CREATE UNIQUE INDEX order_states_under_way ON order_states (user_id) WHERE ${UNDER_WAY};
  CREATE UNIQUE INDEX order_states_of_cart ON order_states (user_id, cart_version)
    WHERE state NOT IN ('refused', 'canceled');
  CREATE INDEX order_states_of_user ON order_states (user_id, number);

  CREATE TABLE order_keys (
    user_id         TEXT NOT NULL,
    idempotency_key TEXT NOT NULL,
    order_id        TEXT,
    PRIMARY KEY (user_id, idempotency_key)
  ) ${strict};

  CREATE TABLE order_deliveries (
    order_id    TEXT NOT NULL,
    kind        TEXT NOT NULL,
    refund_key  TEXT NOT NULL,
    user_id     TEXT NOT NULL,
    state       TEXT NOT NULL DEFAULT 'owed',
    tries       ${integer} NOT NULL,
    failing_ms  ${integer} NOT NULL DEFAULT 0,
    next_try_ms ${integer} NOT NULL,
    PRIMARY KEY (order_id, kind, refund_key)
  ) ${strict};
  CREATE INDEX order_deliveries_owed ON order_deliveries (next_try_ms) WHERE state = 'owed';
  CREATE INDEX order_deliveries_of_cart ON order_deliveries (user_id)
    WHERE state = 'owed' AND kind = 'cart';

  CREATE TABLE order_refunds (
    order_id      TEXT NOT NULL,
    refund_key    TEXT NOT NULL,
    refund        ${bytes} NOT NULL,
    done_ms       ${integer},
    tries         ${integer} NOT NULL,
    next_try_ms   ${integer} NOT NULL,
    PRIMARY KEY (order_id, refund_key)
  ) ${strict};
  CREATE INDEX order_refunds_asked ON order_refunds (next_try_ms) WHERE done_ms IS NULL;

  CREATE TABLE order_events (
    id       ${counter},
    ${kind === "postgres" ? "xid BIGINT NOT NULL DEFAULT pg_current_xact_id()::text::bigint," : ""}
    order_id TEXT NOT NULL,
    state    TEXT NOT NULL,
    at_ms    ${integer} NOT NULL
  ) ${strict};
  ${kind === "postgres" ? "CREATE INDEX order_events_by_commit ON order_events (xid, id);" : ""}`,
    `
  CREATE TABLE order_users (
    user_id TEXT PRIMARY KEY,
    begun   ${integer} NOT NULL
  ) ${strict}`,
  ],
} as const satisfies ServiceDatabaseOptions;

/** The condition of orders that have not ended. An index is used where it stands word for word. */
export const UNDER_WAY = "state IN ('authorizing', 'shipping', 'capturing', 'canceling')";
