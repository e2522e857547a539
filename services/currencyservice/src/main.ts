import { serve } from "@hipstershop/service";
import { currencyservice } from "./currencyservice.ts";

await serve(currencyservice);
