"""Web ACLs: one for each resource, none is deleted that guards something, and what they hide in logs is kept."""

import json
from typing import Any

from moto.cloudfront.models import cloudfront_backends
from moto.wafv2.exceptions import WAFV2DuplicateItemException, WAFv2ClientError
from moto.wafv2.models import FakeWebACL, WAFV2Backend
from moto.wafv2.responses import WAFV2Response

from calls import CALLS
from patching import extends, replaces

TITLE = "Web ACLs"


#: What the service of a resource asks of who puts an ACL in front of it (Service Authorization Reference).
SET_ACTIONS = {"apigateway": "apigateway:SetWebACL", "elasticloadbalancing": "elasticloadbalancing:SetWebAcl"}


class AssociatedItem(WAFv2ClientError):
    def __init__(self) -> None:
        super().__init__(
            "WAFAssociatedItemException",
            "AWS WAF couldn’t perform the operation because your resource is being used by another resource or it’s "
            "associated with another resource.",
        )


@replaces(WAFV2DuplicateItemException, TITLE)
def __init__(self: WAFV2DuplicateItemException) -> None:
    WAFv2ClientError.__init__(
        self,
        "WAFDuplicateItemException",
        "AWS WAF couldn’t perform the operation because some resource in your request is a duplicate of an existing one.",
    )


@extends(WAFV2Backend, TITLE)
def associate_web_acl(original: Any, self: WAFV2Backend, web_acl_arn: str, resource_arn: str) -> None:
    CALLS.add(SET_ACTIONS[resource_arn.split(":")[2]])
    if web_acl_arn in self.wacls:
        self.disassociate_web_acl(resource_arn)
    original(self, web_acl_arn, resource_arn)


@extends(WAFV2Backend, TITLE)
def delete_web_acl(original: Any, self: WAFV2Backend, name: str, scope: str, _id: str, lock_token: str) -> None:
    web_acl = next((found for found in self.wacls.values() if found.id == _id), None)
    if web_acl and (web_acl.associated_resources or guards_distribution(self.account_id, web_acl.arn)):
        raise AssociatedItem()
    original(self, name, scope, _id, lock_token)
    self.logging_configurations.pop(web_acl.arn, None)


def guards_distribution(account: str, arn: str) -> bool:
    backends = cloudfront_backends[account].values()
    distributions = (distribution for backend in backends for distribution in backend.distributions.values())
    return any(distribution.distribution_config.WebACLId == arn for distribution in distributions)


@extends(WAFV2Response, TITLE)
def create_web_acl(original: Any, self: WAFV2Response) -> Any:
    answer = original(self)
    protect(self, json.loads(answer[2])["Summary"]["Id"])
    return answer


@extends(WAFV2Response, TITLE)
def update_web_acl(original: Any, self: WAFV2Response) -> Any:
    answer = original(self)
    protect(self, self._get_param("Id"))
    return answer


def protect(response: WAFV2Response, identifier: str) -> None:
    acl = next(found for found in response.wafv2_backend.wacls.values() if found.id == identifier)
    acl.data_protection_config = json.loads(response.body).get("DataProtectionConfig")


@extends(FakeWebACL, TITLE)
def to_dict(original: Any, self: FakeWebACL) -> dict[str, Any]:
    return {**original(self), "DataProtectionConfig": getattr(self, "data_protection_config", None)}
