"""Cognito user pools: their tier, and what keeps one from being deleted."""

from typing import Any

from moto.cognitoidp.exceptions import InvalidParameterException
from moto.cognitoidp.models import CognitoIdpBackend, CognitoIdpUserPool, CognitoResourceServer
from moto.cognitoidp.responses import CognitoIdpResponse
from moto.core.responses import ActionResult, EmptyResult

from patching import extends, replaces

TITLE = "User pools"


@extends(CognitoIdpUserPool, TITLE)
def update_extended_config(original: Any, self: CognitoIdpUserPool, extended_config: dict[str, Any]) -> None:
    original(self, {"UserPoolTier": "ESSENTIALS", **extended_config})


@extends(CognitoIdpBackend, TITLE)
def delete_user_pool(original: Any, self: CognitoIdpBackend, user_pool_id: str) -> None:
    pool = self.describe_user_pool(user_pool_id)
    if pool.extended_config.get("DeletionProtection") == "ACTIVE":
        raise InvalidParameterException(
            "The user pool cannot be deleted because deletion protection is activated. Deletion protection must be "
            "inactivated first."
        )
    if pool.domain:
        raise InvalidParameterException(
            "User pool cannot be deleted. It has a domain configured that should be deleted first."
        )
    original(self, user_pool_id)


@replaces(CognitoIdpResponse, TITLE)
def update_resource_server(self: CognitoIdpResponse) -> ActionResult:
    server = resource_server(self)
    server.name, server.scopes = self._get_param("Name"), self._get_param("Scopes") or []
    return ActionResult({"ResourceServer": server.to_json()})


@replaces(CognitoIdpResponse, TITLE)
def delete_resource_server(self: CognitoIdpResponse) -> ActionResult:
    server = resource_server(self)
    del self.backend.describe_user_pool(server.user_pool_id).resource_servers[server.identifier]
    return EmptyResult()


def resource_server(response: CognitoIdpResponse) -> CognitoResourceServer:
    return response.backend.describe_resource_server(
        response._get_param("UserPoolId"), response._get_param("Identifier")
    )


@replaces(CognitoIdpResponse, TITLE)
def tag_resource(self: CognitoIdpResponse) -> ActionResult:
    tags_of(self).update(self._get_param("Tags"))
    return EmptyResult()


@replaces(CognitoIdpResponse, TITLE)
def untag_resource(self: CognitoIdpResponse) -> ActionResult:
    for key in self._get_param("TagKeys"):
        tags_of(self).pop(key, None)
    return EmptyResult()


def tags_of(response: CognitoIdpResponse) -> dict[str, str]:
    pool = response.backend.describe_user_pool(response._get_param("ResourceArn").rpartition("/")[2])
    return pool.extended_config.setdefault("UserPoolTags", {})
