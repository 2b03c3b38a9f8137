import * as z from "zod/mini";
import { service } from "../../contract";
import { ordersV1 } from "../../contract/orders/v1";
import { defineApi } from "../../contract/route";
import { uncheckedBodies } from "../../contract/unchecked";
import { generatedSection, markdownTable } from "../generated-section";

const Tag = z.strictObject({ name: z.string(), aliases: z.array(z.string()).check(z.maxLength(3)) });
const Tagged = z.strictObject({ tags: z.array(Tag) });
const Other = z.strictObject({ list: z.array(z.string()).check(z.minLength(1)) });
const { createOrder } = ordersV1.routes;

const tags = defineApi({
  ...ordersV1,
  models: { Tag, Tagged, Other },
  routes: {
    tag: {
      ...createOrder,
      path: "/tags",
      request: { body: Tagged },
      responses: { 200: { description: "ok" } },
      errors: [],
    },
    retag: {
      ...createOrder,
      method: "PUT",
      path: "/tags",
      request: { body: Tagged },
      responses: { 200: { description: "ok" } },
      errors: [],
    },
  },
});

test("what a body's model can't say is told with its place, its methods and who finds it, also of models below it", () => {
  expect(uncheckedBodies(tags)).toEqual([
    {
      methods: ["POST /tags", "PUT /tags"],
      note: "Tag.properties.aliases: maxItems 3 is not in API Gateway's imported model",
      by: "function `orders`",
    },
  ]);
});

test("docs/validation.md tells all that is left to others (UPDATE_DOCS=1 npx jest contract/unchecked writes it anew)", () => {
  const rows = service.apis.flatMap((api) =>
    uncheckedBodies(api).map(({ methods, note, by }) => {
      const [place = "", ...what] = note.split(": ");
      return [api.version, methods.join(", "), `\`${place}\``, what.join(": "), by];
    }),
  );
  const table = markdownTable(["version", "method", "place", "what is not checked", "left to"], rows);
  expect(generatedSection("validation.md", "unchecked", table)).toBe(table);
});
