// The whole shop in one process: "npm start". With --expose each service also opens a port
// of its own, where it can be called from outside.
import { serveTogether } from "@hipstershop/service";
import { services } from "./services.ts";

await serveTogether(services, { expose: process.argv.includes("--expose") });
