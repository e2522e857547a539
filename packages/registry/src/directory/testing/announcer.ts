// Registers an instance in a folder, tells its parent, and lives until it is killed.
import type { Instance } from "../../registry.ts";
import { createDirectoryRegistry } from "../directory.ts";

const [folder = "", instance = ""] = process.argv.slice(2);
const registry = createDirectoryRegistry({ folder });
await registry.register(JSON.parse(instance) as Instance);
process.send?.("registered");
