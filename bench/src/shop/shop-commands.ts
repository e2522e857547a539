import { join } from "node:path";
import { serviceNames } from "@hipstershop/shop/names";
import { imageFlags } from "./image-flags.ts";

/** What starts a process of a shop. */
export interface ShopCommand {
  readonly cwd: string;
  readonly command: string;
  readonly args: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
}

/** Returns what a person types. */
export function scriptCommand(script: "dev" | "start"): ShopCommand[] {
  return [{ cwd: join(import.meta.dirname, "../../.."), command: "npm", args: ["run", script] }];
}

export interface BundleOptions {
  /** The checkout whose bundles run: "npm run build" there has made them. */
  readonly root?: string;
  /** A module that each process imports first. */
  readonly preload?: string;
  /** How many copies of a service run, where it is not one. */
  readonly copies?: Readonly<Record<string, number>>;
}

/** Returns what runs the services as in production: a process each, from their bundles. */
export async function bundleCommands(options: BundleOptions = {}): Promise<ShopCommand[]> {
  const { root = join(import.meta.dirname, "../../.."), preload, copies = {} } = options;
  const flags = await imageFlags(root);
  return serviceNames.flatMap((service) => {
    const command = {
      cwd: join(root, "services", service),
      command: process.execPath,
      args: [...(preload ? ["--import", preload] : []), ...flags, "dist/main.js"],
      // The others would take the port of the frontend.
      ...(service !== "frontend" && { env: { PORT: "0" } }),
    };
    return Array.from({ length: copies[service] ?? 1 }, () => command);
  });
}
