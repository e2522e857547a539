import { instancePath } from "../../registry/instance-path.ts";
import type { Evidence, Scene } from "./evidence.ts";
import type { InstanceLook } from "./look.ts";

/** Looks for an instance that is as wanted, and was not before. */
export function findInstance(look: InstanceLook, { map, sinceMs }: Scene): Evidence | undefined {
  const { service, state, version } = look;
  const dots = map.dots(service);
  const found = dots.find(
    (dot) =>
      dot.sinceMs >= sinceMs &&
      (state === undefined || dot.state === state) &&
      (version === undefined || dot.instance.version === version),
  );
  if (!found) return undefined;
  const { instance, told } = found;
  const what = [found.state, `version ${instance.version}`, ...told].join(", ");
  return {
    text: `${instance.id}, one of ${dots.length}: ${what}`,
    link: instancePath(instance.id),
  };
}
