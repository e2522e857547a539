// The whole shop in one process: "npm start". With --expose each service also opens a port
// of its own, where it can be called from outside. With --observer what shows the shop at work is
// there in production too.
import { serveTogether } from "@hipstershop/service";
import { loadObserver, services } from "./services.ts";

const observer = await loadObserver();
const asked = process.argv.includes("--observer");
const all = [...services, { ...observer, developmentOnly: !asked }];
await serveTogether(all, { expose: process.argv.includes("--expose") });
