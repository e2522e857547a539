import { serve } from "@hipstershop/service";
import { cartservice } from "./cartservice.ts";

await serve(cartservice);
