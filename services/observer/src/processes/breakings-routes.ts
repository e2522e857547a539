import type { FlagFile } from "@hipstershop/faults";
import type { Route } from "../page/route.ts";
import { breakings, breakTarget } from "./breakings.ts";

/** Returns what the buttons do that break a service or an instance. */
export function breakingsRoutes(flags: FlagFile): readonly Route[] {
  return [
    {
      method: "POST",
      path: "/breakings",
      answer({ form }) {
        const target = breakTarget(form.get("service") ?? "", form.get("instance") ?? undefined);
        for (const { flag, value } of breakings) {
          if (form.get("begin") === flag) flags.set(flag, value, target);
          if (form.get("end") === flag) flags.clear(flag, target);
        }
        return { kind: "redirect", location: "/map" };
      },
    },
  ];
}
