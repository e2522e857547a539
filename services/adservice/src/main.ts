import { serve } from "@hipstershop/service";
import { adservice } from "./adservice.ts";

await serve(adservice);
