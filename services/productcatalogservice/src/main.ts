import { serve } from "@hipstershop/service";
import { productcatalogservice } from "./productcatalogservice.ts";

await serve(productcatalogservice);
