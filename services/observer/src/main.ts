import { serve } from "@hipstershop/service";
import { observer } from "./observer.ts";

await serve(observer);
