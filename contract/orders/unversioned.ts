import { customerErasureModels, customerErasureRoutes } from "./customer-erasure";
import { feedbackModels, feedbackRoutes } from "./feedback";
import { fulfilmentModels, fulfilmentRoutes } from "./fulfil-order";
import { quoteModels, quoteRoutes } from "./quote";
import { shippingRateModels, shippingRateRoutes } from "./shipping-rate";
import { shopEventModels, shopEventRoutes } from "./shop-event";

/** What does not differ between versions. */
export const unversionedModels = {
  ...customerErasureModels,
  ...feedbackModels,
  ...fulfilmentModels,
  ...quoteModels,
  ...shippingRateModels,
  ...shopEventModels,
};
export const unversionedRoutes = {
  ...customerErasureRoutes,
  ...feedbackRoutes,
  ...fulfilmentRoutes,
  ...quoteRoutes,
  ...shippingRateRoutes,
  ...shopEventRoutes,
};
