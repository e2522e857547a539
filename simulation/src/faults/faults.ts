import { disturbNetwork } from "./disturb-network.ts";
import { disturbStores } from "./disturb-stores.ts";
import type { Fault } from "./fault.ts";
import { freeze } from "./freeze.ts";
import { kill, killAtFailpoint, killAtPlace } from "./kill.ts";
import { partNetwork } from "./part-network.ts";
import { refuseShipments } from "./refuse-shipments.ts";
import { restart } from "./restart.ts";
import { setClock } from "./set-clock.ts";

/** All that can go wrong in a schedule. What stands here more than once is as much likelier. */
export const faults: readonly Fault[] = [
  ...[kill, killAtPlace, killAtPlace, killAtFailpoint, killAtFailpoint, killAtFailpoint],
  ...[restart, freeze, partNetwork, setClock, refuseShipments],
  ...[disturbNetwork, disturbNetwork, disturbStores],
];
