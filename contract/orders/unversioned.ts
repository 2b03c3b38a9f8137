import { quoteModels, quoteRoutes } from "./quote";
import { shippingRateModels, shippingRateRoutes } from "./shipping-rate";

/** What does not differ between versions. */
export const unversionedModels = { ...quoteModels, ...shippingRateModels };
export const unversionedRoutes = { ...quoteRoutes, ...shippingRateRoutes };
