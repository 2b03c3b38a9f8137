import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DynamodbTable } from "@cdktf/provider-aws/lib/dynamodb-table";
import { Testing } from "cdktf";
import { addStacks } from "../../stacks";
import { dev, synthesize } from "../stacks/synthesis";

test("the environments as they are keep every rule", () => {
  expect(() => synthesize()).not.toThrow();
});

test("a resource that a team adds to a stack is judged too, and everything wrong is told at once", () => {
  const app = Testing.app({ outdir: mkdtempSync(join(tmpdir(), "gatehouse-rules-")), stubVersion: false });
  addStacks(app, [dev]);
  const stack = app.node.findChild("dev-data");
  new DynamodbTable(stack, "carts", {
    name: "carts",
    billingMode: "PAY_PER_REQUEST",
    readCapacity: 5,
    hashKey: "id",
    attribute: [],
  });
  expect(() => app.synth()).toThrow(
    /dev-data: aws_dynamodb_table\.carts: read_capacity: expected none with PAY_PER_REQUEST, got 5 \[table-capacity\]\n.*attribute: expected one named id, which is a key, got none \[table-attributes\]/,
  );
});
