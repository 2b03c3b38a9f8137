"""REST APIs as Amazon API Gateway keeps them: settings, policy, deployments and stages."""

import json
from typing import Any

from moto.apigateway.exceptions import BadRequestException
from moto.apigateway.models import APIGatewayBackend, RestAPI, Stage
from moto.apigateway.responses import APIGatewayResponse

from patching import extends, replaces

SETTINGS = "REST API settings"
POLICY = "REST API policy"
DEPLOYMENTS = "Deployments and stages"


@replaces(RestAPI, SETTINGS)
def to_dict(self: RestAPI) -> dict[str, Any]:
    return without_none(
        {
            "id": self.id,
            "name": self.name,
            "description": self.description or None,
            "version": self.version if self.version != "V1" else None,
            "createdDate": self.create_date,
            "binaryMediaTypes": self.binaryMediaTypes or None,
            "minimumCompressionSize": self.minimum_compression_size,
            "apiKeySource": self.api_key_source,
            "endpointConfiguration": self.endpoint_configuration,
            "policy": escaped(self.policy) if self.policy else None,
            "tags": self.tags,
            "disableExecuteApiEndpoint": self.disableExecuteApiEndpoint,
            "rootResourceId": self.root_resource_id,
        }
    )


@extends(APIGatewayResponse, SETTINGS)
def create_rest_api(original: Any, self: APIGatewayResponse) -> Any:
    status, headers, body = original(self)
    if "id" not in json.loads(body):
        return status, headers, body
    api = self.backend.get_rest_api(json.loads(body)["id"])
    api.binaryMediaTypes = self._get_param("binaryMediaTypes") or []
    configuration = self._get_param("endpointConfiguration") or {}
    private = configuration.get("types") == ["PRIVATE"]
    api.endpoint_configuration = {
        "types": ["EDGE"],
        "ipAddressType": "dualstack" if private else "ipv4",
        **configuration,
    }
    set_policy(api, api.policy)
    return 201, {"status": 201}, json.dumps(api.to_dict())


@replaces(RestAPI, SETTINGS)
def apply_patch_operations(self: RestAPI, patch_operations: list[dict[str, Any]]) -> None:
    for operation in patch_operations:
        name, _, item = operation["path"].lstrip("/").partition("/")
        if name not in PATCHES:
            raise BadRequestException(f"Invalid patch path {operation['path']}")
        PATCHES[name](self, operation["op"], unescaped_pointer(item), operation.get("value"))


def set_policy(api: RestAPI, policy: str | None) -> None:
    """Keeps a policy as API Gateway does: compact, `execute-api:/` written out as the API's own ARN."""
    if not policy:
        api.policy = None
        return
    compact = json.dumps(json.loads(policy), separators=(",", ":"))
    own = f"arn:aws:execute-api:{api.region_name}:{api.account_id}:{api.id}/"
    api.policy = compact.replace('"execute-api:/', f'"{own}')


def escaped(policy: str) -> str:
    """API Gateway answers a policy backslash-escaped, a string literal without its outer quotes."""
    return json.dumps(policy)[1:-1]


def unescaped_pointer(path: str) -> str:
    return path.replace("~1", "/").replace("~0", "~")


def without_none(values: dict[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in values.items() if value is not None}


def patch_attribute(attribute: str, parse: Any = str) -> Any:
    def patch(api: RestAPI, op: str, item: str, value: str | None) -> None:
        setattr(api, attribute, None if op == "remove" or value in (None, "") else parse(value))

    return patch


def patch_binary_media_types(api: RestAPI, op: str, item: str, value: str | None) -> None:
    kept = [media_type for media_type in api.binaryMediaTypes if media_type != item]
    api.binaryMediaTypes = kept if op == "remove" else [*kept, item]


def patch_endpoint_configuration(api: RestAPI, op: str, item: str, value: str | None) -> None:
    configuration = api.endpoint_configuration
    if item.startswith("types/"):
        configuration["types"] = [value]
    elif item == "ipAddressType":
        configuration["ipAddressType"] = value
    elif item == "vpcEndpointIds":
        kept = [endpoint for endpoint in configuration.get("vpcEndpointIds") or [] if endpoint != value]
        configuration["vpcEndpointIds"] = kept if op == "remove" else [*kept, value]
    else:
        raise BadRequestException(f"Invalid patch path /endpointConfiguration/{item}")


PATCHES = {
    "name": patch_attribute("name"),
    "description": patch_attribute("description"),
    "apiKeySource": patch_attribute("api_key_source"),
    "minimumCompressionSize": patch_attribute("minimum_compression_size", int),
    "disableExecuteApiEndpoint": patch_attribute("disableExecuteApiEndpoint", lambda value: value == "true"),
    "policy": lambda api, op, item, value: set_policy(api, value if op != "remove" else None),
    "binaryMediaTypes": patch_binary_media_types,
    "endpointConfiguration": patch_endpoint_configuration,
}


@extends(APIGatewayBackend, DEPLOYMENTS)
def create_deployment(original: Any, self: APIGatewayBackend, function_id: str, *args: Any, **kwargs: Any) -> Any:
    api = self.get_rest_api(function_id)
    if api.endpoint_configuration["types"] == ["PRIVATE"] and not api.policy:
        raise BadRequestException("Private REST API doesn't have a resource policy attached to it")
    return original(self, function_id, *args, **kwargs)


@extends(RestAPI, DEPLOYMENTS)
def delete_deployment(original: Any, self: RestAPI, deployment_id: str) -> Any:
    if any(stage.deployment_id == deployment_id for stage in self.stages.values()):
        raise BadRequestException("Active stages pointing to this deployment must be moved or deleted")
    return original(self, deployment_id)


@extends(APIGatewayBackend, DEPLOYMENTS)
def delete_stage(original: Any, self: APIGatewayBackend, function_id: str, stage_name: str) -> None:
    for mappings in self.base_path_mappings.values():
        if any(m.rest_api_id == function_id and m.stage == stage_name for m in mappings.values()):
            raise BadRequestException(
                "Deleting stage failed. Please remove all base path mappings related to the stage in your domains"
            )
    original(self, function_id, stage_name)


@extends(Stage, DEPLOYMENTS)
def apply_operations(original: Any, self: Stage, patch_operations: list[dict[str, Any]]) -> Stage:
    """moto ignores the removal of a method's settings, the last step of destroying aws_api_gateway_method_settings."""
    for operation in patch_operations:
        method = unescaped_pointer(operation["path"].lstrip("/"))
        if operation["op"] == "remove" and method in self.method_settings:
            del self.method_settings[method]
    return original(self, patch_operations)
