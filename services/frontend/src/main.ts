import { serve } from "@hipstershop/service";
import { frontend } from "./frontend.ts";

await serve(frontend);
