import { serve } from "@hipstershop/service";
import { checkoutservice } from "./checkoutservice.ts";

await serve(checkoutservice);
