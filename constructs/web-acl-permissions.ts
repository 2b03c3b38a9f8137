import type { DeploymentScope, Grant } from "./deployment-permissions";

/** Places of web ACLs and rule groups: that of the stages, and that of distributions where there are some. */
const placesOf = ({ region, webAcl, originVerifySecrets }: DeploymentScope): string[] => [
  ...(webAcl || originVerifySecrets ? [`${region}/regional`] : []),
  ...(originVerifySecrets ? ["us-east-1/global"] : []),
];

/** What CI needs for web ACLs, their logs and their association with stages. */
export const webAclGrants: readonly Grant[] = [
  {
    sid: "WebAcls",
    read: ["wafv2:GetWebACL", "wafv2:GetRuleGroup", "wafv2:GetLoggingConfiguration", "wafv2:ListTagsForResource"],
    write: [
      "wafv2:CreateWebACL",
      "wafv2:UpdateWebACL",
      "wafv2:DeleteWebACL",
      "wafv2:PutLoggingConfiguration",
      "wafv2:DeleteLoggingConfiguration",
      "wafv2:CreateRuleGroup",
      "wafv2:UpdateRuleGroup",
      "wafv2:DeleteRuleGroup",
      "wafv2:AssociateWebACL",
      "wafv2:DisassociateWebACL",
      "wafv2:TagResource",
      "wafv2:UntagResource",
    ],
    resources: (scope) =>
      placesOf(scope).flatMap((place) => {
        const [region, kind] = place.split("/");
        const within = `arn:aws:wafv2:${region}:${scope.account}:${kind}`;
        return [
          `${within}/webacl/${scope.prefix}-*/*`,
          `${within}/rulegroup/${scope.prefix}-*/*`,
          `${within}/managedruleset/*/*`,
        ];
      }),
  },
  {
    sid: "StageWebAcls",
    read: ["wafv2:GetWebACLForResource"],
    write: ["wafv2:AssociateWebACL", "wafv2:DisassociateWebACL", "apigateway:SetWebACL"],
    resources: (scope) =>
      placesOf(scope).length > 0 ? [`arn:aws:apigateway:${scope.region}::/restapis/*/stages/*`] : [],
  },
  {
    sid: "PinnedWebAcl",
    read: ["wafv2:GetWebACL"],
    write: ["wafv2:AssociateWebACL", "wafv2:DisassociateWebACL"],
    resources: ({ webAcl }) => (webAcl?.arn ? [webAcl.arn] : []),
  },
];
