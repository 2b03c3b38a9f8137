import { leaves, watchRule } from "../attribute-watch";
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
  watchRule(
    {
      id: "vpc-link-shut",
      category: "clients",
      severity: "high",
      summary: "The load balancer behind a VPC link asks its security group about what comes by the link",
      example: "`enforce_security_group_inbound_rules_on_private_link_traffic` of an `aws_lb` goes from off to on",
    },
    [
      {
        types: ["aws_lb"],
        path: ["enforce_security_group_inbound_rules_on_private_link_traffic"],
        when: leaves("off"),
        title: "The load balancer's security group keeps API Gateway out",
        detail:
          "What comes by PrivateLink needs an inbound rule from now on, and API Gateway's addresses are nobody's to know: routes behind a VPC link answer 504.",
        remedy: "Keep it off: without inbound rules nobody but the VPC link gets in",
      },
    ],
  ),
];
