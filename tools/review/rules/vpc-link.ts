import { replacementReason } from "../replacement-reason";
import type { ResourceRule } from "../rule";

/** The way from an API into a VPC. */
export const vpcLinkRules: readonly ResourceRule[] = [
  {
    id: "vpc-link-replaced",
    category: "clients",
    severity: "high",
    summary: "A VPC link is deleted or replaced: integrations through it fail",
    example: "`target_arns` of an `aws_api_gateway_vpc_link` changes",
    types: ["aws_api_gateway_vpc_link", "aws_apigatewayv2_vpc_link"],
    find: (change) =>
      change.is("delete")
        ? [
            {
              title: change.isReplace ? "The VPC link is destroyed and created anew" : "The VPC link is deleted",
              detail: [
                "Routes whose backend lies behind it answer 500 until they use another link and are deployed; a new link takes minutes.",
                replacementReason(change) && `${replacementReason(change)}.`,
              ]
                .filter(Boolean)
                .join(" "),
              remedy: "Create the new link beside the old one, move the integrations, deploy, and delete the old one",
              changes: change.replacePaths.map((path) => change.describe(path)),
            },
          ]
        : [],
  },
];
