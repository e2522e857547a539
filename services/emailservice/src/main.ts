import { serve } from "@hipstershop/service";
import { emailservice } from "./emailservice.ts";

await serve(emailservice);
