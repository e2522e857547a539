import { serve } from "@hipstershop/service";
import { paymentservice } from "./paymentservice.ts";

await serve(paymentservice);
