import { disturbNetwork } from "./disturb-network.ts";
import { disturbStores } from "./disturb-stores.ts";
import type { Fault } from "./fault.ts";
import { freeze, freezeSomewhere } from "./freeze.ts";
import { hangBank } from "./hang-bank.ts";
import { kill, killSomewhere } from "./kill.ts";
import { partNetwork } from "./part-network.ts";
import { refuseShipments } from "./refuse-shipments.ts";
import { restart } from "./restart.ts";
import { setClock } from "./set-clock.ts";

/** All that can go wrong in a schedule. What stands here more than once is as much likelier. */
export const faults: readonly Fault[] = [
  ...[kill, killSomewhere, killSomewhere, killSomewhere, killSomewhere, killSomewhere],
  ...[freeze, freezeSomewhere, freezeSomewhere, restart, partNetwork, setClock],
  ...[refuseShipments, hangBank, disturbNetwork, disturbNetwork, disturbStores],
];
