import type { MessageInitShape } from "@bufbuild/protobuf";
import { Code, ConnectError, type ServiceImpl } from "@connectrpc/connect";
import type { Flag, FlagFile, Target } from "@hipstershop/faults";
import type {
  FaultSchema,
  FaultTarget,
  ObserverService,
} from "@hipstershop/proto/hipstershop/observer/observer";

type FaultRpcs = Pick<
  ServiceImpl<typeof ObserverService>,
  "listFaults" | "setFault" | "clearFaults"
>;

/** Answers what programs ask of the faults. Without a flag file nothing may be broken. */
export function faultRpcs(flags: FlagFile | undefined): FaultRpcs {
  const opened = (): FlagFile => {
    if (flags) return flags;
    throw new ConnectError("nothing may be broken in this shop", Code.FailedPrecondition);
  };

  function change(alter: (file: FlagFile) => void): FlagFile {
    const file = opened();
    try {
      alter(file);
      return file;
    } catch (error) {
      if (error instanceof RangeError) {
        throw new ConnectError(error.message, Code.InvalidArgument);
      }
      const reason = file.writable
        ? (error as Error).message
        : "the flag file cannot be written here: in a cluster it is a ConfigMap";
      throw new ConnectError(reason, Code.FailedPrecondition, undefined, undefined, error);
    }
  }

  return {
    listFaults() {
      const file = opened();
      const { concealed } = file;
      return { faults: file.list().map((flag) => faultMessage(flag, concealed)), concealed };
    },
    setFault({ name, value, target }) {
      const file = change((each) => each.set(name, value, target && toTarget(target)));
      const flag = file.list().find((each) => each.name === name);
      return flag ? { fault: faultMessage(flag, file.concealed) } : {};
    },
    clearFaults() {
      change((file) => file.clearAll());
      return {};
    },
  };
}

function faultMessage(flag: Flag, concealed: boolean): MessageInitShape<typeof FaultSchema> {
  const { name, description, service = "", unit = "", variants } = flag;
  const values = Object.entries(variants).map(([variant, value]) => [variant, String(value)]);
  const on = concealed ? [] : flag.on;
  return {
    name,
    description,
    service,
    unit,
    variants: Object.fromEntries(values),
    on: on.map(({ value, target: { instance = "", product_id = "", ...target } }) => ({
      value: String(value),
      target: { ...target, instanceId: instance, productId: product_id },
    })),
  };
}

function toTarget({ service, method, instanceId, productId }: FaultTarget): Target {
  return {
    ...(service && { service }),
    ...(method && { method }),
    ...(instanceId && { instance: instanceId }),
    ...(productId && { product_id: productId }),
  };
}
