import type { MessageInitShape } from "@bufbuild/protobuf";
import {
  InstanceState,
  type ObservedInstanceSchema,
} from "@hipstershop/proto/hipstershop/observer/observer";
import type { Dot } from "../map/instance-board.ts";
import { timeOf } from "./time-of.ts";

/** Returns an instance as the map shows it. */
export function instanceMessage({
  instance,
  state,
  sinceMs,
  told,
}: Dot): MessageInitShape<typeof ObservedInstanceSchema> {
  const { id, service, address, version, metadata } = instance;
  return {
    id,
    service,
    address,
    version,
    state: STATES[state],
    stateSince: timeOf(sinceMs),
    told: [...told],
    metadata: { ...metadata },
  };
}

const STATES: Readonly<Record<Dot["state"], InstanceState>> = {
  up: InstanceState.UP,
  leaving: InstanceState.LEAVING,
  frozen: InstanceState.FROZEN,
  gone: InstanceState.GONE,
};
