"""Refusals that AWS makes and moto does not: a second thing of the same name, a second private DNS name in a VPC."""

import json
from typing import Any

from moto.awslambda.exceptions import LambdaClientError
from moto.awslambda.policy import Policy
from moto.cloudfront.exceptions import CloudFrontException
from moto.cloudfront.models import CloudFrontBackend
from moto.cognitoidp.exceptions import InvalidParameterException
from moto.cognitoidp.models import CognitoIdpBackend
from moto.ec2.exceptions import EC2ClientError
from moto.ec2.models.vpcs import VPCBackend
from moto.route53.exceptions import ResourceRecordAlreadyExists
from moto.route53.models import Route53Backend

from patching import extends

TITLE = "Names that are taken"


class StatementExists(LambdaClientError):
    code = 409

    def __init__(self, statement_id: str) -> None:
        super().__init__(
            "ResourceConflictException",
            f"The statement id ({statement_id}) provided already exists. Please provide a new statement id, or remove "
            "the existing statement.",
        )


@extends(Policy, TITLE)
def add_statement(original: Any, self: Policy, raw: str, qualifier: str | None = None) -> Any:
    wanted = json.loads(raw)["StatementId"]
    if any(statement["Sid"] == wanted for statement in self.statements):
        raise StatementExists(wanted)
    return original(self, raw, qualifier)


@extends(Route53Backend, TITLE)
def change_resource_record_sets(original: Any, self: Route53Backend, zoneid: str, change_list: list[Any]) -> None:
    existing = {(record.name.rstrip("."), record.type) for record in self.get_hosted_zone(zoneid).rrsets}
    for change in change_list:
        record = change["ResourceRecordSet"]
        name = record["Name"].rstrip(".")
        if change["Action"] == "CREATE" and (name, record["Type"]) in existing:
            raise ResourceRecordAlreadyExists(f"{name}.", record["Type"])
    original(self, zoneid, change_list)


@extends(VPCBackend, TITLE)
def create_vpc_endpoint(
    original: Any, self: VPCBackend, vpc_id: str, service_name: str, *args: Any, **kwargs: Any
) -> Any:
    rivals = [
        endpoint
        for endpoint in self.vpc_end_points.values()
        if endpoint.state != "deleted" and endpoint.private_dns_enabled and endpoint.vpc_id == vpc_id
    ]
    if kwargs.get("private_dns_enabled") and any(rival.service_name == service_name for rival in rivals):
        raise EC2ClientError(
            "InvalidParameter",
            f"private-dns-enabled cannot be set because there is already a conflicting DNS domain for {service_name} "
            f"in the VPC {vpc_id}",
        )
    return original(self, vpc_id, service_name, *args, **kwargs)


class AliasExists(CloudFrontException):
    code = 409

    def __init__(self) -> None:
        super().__init__(
            "CNAMEAlreadyExists",
            "One or more of the CNAMEs you provided are already associated with a different resource.",
        )


@extends(CloudFrontBackend, TITLE)
def create_distribution_with_tags(
    original: Any, self: CloudFrontBackend, distribution_config: dict[str, Any], tags: list[dict[str, str]]
) -> Any:
    taken = {alias for other in self.distributions.values() for alias in aliases(other.distribution_config.Aliases)}
    if taken & aliases(distribution_config.get("Aliases", {})):
        raise AliasExists()
    return original(self, distribution_config, tags)


def aliases(configured: dict[str, Any]) -> set[str]:
    return set(configured.get("Items") or [])


@extends(CognitoIdpBackend, TITLE)
def create_user_pool_domain(
    original: Any, self: CognitoIdpBackend, user_pool_id: str, domain: str, *args: Any, **kwargs: Any
) -> Any:
    if domain in self.user_pool_domains:
        raise InvalidParameterException("Domain already associated with another user pool.")
    if self.describe_user_pool(user_pool_id).domain:
        raise InvalidParameterException("User pool already has a domain configured.")
    return original(self, user_pool_id, domain, *args, **kwargs)
