import { serve } from "@hipstershop/service";
import { recommendationservice } from "./recommendationservice.ts";

await serve(recommendationservice);
