import { ErrorBody } from "../error";
import { defineApi } from "../route";
import { Article, getArticle, getArticleImage } from "./catalog";
import { cors } from "./cors";
import { getHealth } from "./health";
import { OrderProgress } from "./order";
import { orderRoutes } from "./order-routes";
import { Address, Money, Order, OrderInput, OrderItem, OrderList, Total } from "./order-v2";
import { unversionedModels, unversionedRoutes } from "./unversioned";
import { ordersVersions } from "./versions";

/** An amount says its currency, and an address its parts. */
export const ordersV2 = defineApi({
  name: "orders",
  version: "v2",
  versions: ordersVersions,
  title: "Orders",
  description: "A shop's orders: place, read, list, replace and delete them.",
  cors,
  binaryMediaTypes: ["image/*"],
  minimumCompressionSize: 1024,
  models: {
    Address,
    Article,
    Error: ErrorBody,
    Money,
    Order,
    OrderInput,
    OrderItem,
    OrderList,
    OrderProgress,
    Total,
    ...unversionedModels,
  },
  routes: {
    ...orderRoutes({ Order, OrderInput, OrderList }),
    getArticle,
    getArticleImage,
    getHealth,
    ...unversionedRoutes,
  },
});
