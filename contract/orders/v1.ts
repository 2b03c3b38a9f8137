import { ErrorBody } from "../error";
import { defineApi } from "../route";
import { Article, getArticle, getArticleImage } from "./catalog";
import { cors } from "./cors";
import { getHealth } from "./health";
import { OrderProgress } from "./order";
import { orderRoutes } from "./order-routes";
import { Order, OrderInput, OrderItem, OrderList } from "./order-v1";
import { unversionedModels, unversionedRoutes } from "./unversioned";
import { ordersVersions } from "./versions";

export const ordersV1 = defineApi({
  name: "orders",
  version: "v1",
  versions: ordersVersions,
  title: "Orders",
  description: "A shop's orders: place, read, list, replace and delete them.",
  cors,
  binaryMediaTypes: ["image/*"],
  minimumCompressionSize: 1024,
  models: { Article, Error: ErrorBody, Order, OrderInput, OrderItem, OrderList, OrderProgress, ...unversionedModels },
  routes: {
    ...orderRoutes({ Order, OrderInput, OrderList }),
    getArticle,
    getArticleImage,
    getHealth,
    ...unversionedRoutes,
  },
});
