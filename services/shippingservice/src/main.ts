import { serve } from "@hipstershop/service";
import { shippingservice } from "./shippingservice.ts";

await serve(shippingservice);
