import { join } from "node:path";
import { imageFlags } from "../shop/image-flags.ts";
import type { ShopCommand } from "../shop/shop-commands.ts";

const ROOT = join(import.meta.dirname, "../../..");

/** Returns the ways in which an observer runs: from its bundle in production, and as `npm run dev` does. */
export async function observerCommands(): Promise<Readonly<Record<string, ShopCommand>>> {
  const cwd = join(ROOT, "services/observer");
  const command = process.execPath;
  return {
    "in production": {
      cwd,
      command,
      args: [...(await imageFlags(ROOT)), "dist/main.js"],
      env: { NODE_ENV: "production" },
    },
    "npm run dev": {
      cwd,
      command,
      args: ["--max-semi-space-size=2", "--import", "@hipstershop/service/dev", "src/main.ts"],
    },
  };
}
