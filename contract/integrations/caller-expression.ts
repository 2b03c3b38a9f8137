import type { Binding } from "../authorization";
import type { CallerExpression } from "../mapping-template";

/** What each mechanism leaves in `$context`. Source: developer guide, "Context variables for data transformations". */
const callers = {
  iam: "$context.identity.userArn",
  userPool: "$context.authorizer.claims.sub",
  authorizer: "$context.authorizer.principalId",
} satisfies Record<Binding["type"], string>;

/** Who calls a route, by the mechanism that its door binds the audience to; undefined for a public one. */
export const callerExpression = (binding: Binding | undefined): CallerExpression => ({
  caller: binding ? `"${binding.type}:${callers[binding.type]}"` : '"anonymous"',
});
