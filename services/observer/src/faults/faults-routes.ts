import type { FlagFile, Target } from "@hipstershop/faults";
import type { App } from "../app.ts";
import type { Page, Route } from "../page/route.ts";
import { shopAddress } from "../page/shop-address.ts";
import { tellOfChanges } from "../page/tell-of-changes.ts";
import { faultsPage } from "./faults-page.ts";

/** The page of what is broken on purpose, and what its buttons do. */
export function faultsRoutes(
  { context, token, events }: Pick<App, "context" | "token" | "events">,
  flags: FlagFile,
): readonly Route[] {
  const changes = {
    subscribe: (tell: (items: readonly unknown[]) => void) => flags.onChange(() => tell([])),
  };
  context.resources.use(tellOfChanges(changes, "faults", events));

  async function show(problem?: string): Promise<Page> {
    const [services, address] = await Promise.all([
      context.registry.listServices(),
      shopAddress(context),
    ]);
    return faultsPage({ flags, services, shopAddress: address, token, problem });
  }

  function act(form: URLSearchParams): void {
    const flag = form.get("flag") ?? "";
    const target = targetOf(form);
    const isForAll = Object.keys(target).length === 0;
    const what = form.get("act");
    if (what === "stop") flags.clearAll();
    else if (what === "clear") flags.clear(flag, target);
    else flags.set(flag, form.get("value") ?? "", isForAll ? undefined : target);
  }

  return [
    { method: "GET", path: "/faults", answer: () => show() },
    {
      method: "POST",
      path: "/faults",
      answer({ form }) {
        try {
          act(form);
          return { kind: "redirect", location: "/faults" };
        } catch (error) {
          if (error instanceof RangeError) return show(`${error.message}.`);
          throw error;
        }
      },
    },
  ];
}

function targetOf(form: URLSearchParams): Target {
  const given = ["service", "method", "instance", "product_id"].flatMap((name) => {
    const value = form.get(name)?.trim();
    return value ? [[name, value]] : [];
  });
  return Object.fromEntries(given);
}
