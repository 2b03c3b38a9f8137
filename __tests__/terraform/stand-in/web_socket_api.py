"""WebSocket APIs: deployments, which moto lacks, stages that point to them, and domain names that are there at once."""

import json
from typing import Any
from urllib.parse import unquote

from moto.apigateway import urls
from moto.apigateway.models import create_id
from moto.apigatewayv2.exceptions import APIGatewayV2Error, BadRequestException
from moto.apigatewayv2.models import Api, ApiGatewayV2Backend, DomainName, Stage
from moto.apigatewayv2.responses import ApiGatewayV2Response

from domain_name import REGIONAL_ZONES
from patching import extends, replaces

SETTINGS = "WebSocket API settings"
DEPLOYMENTS = "WebSocket deployments and stages"
TAGS = "WebSocket tags"
NAMES = "WebSocket domain names"


class DeploymentNotFound(APIGatewayV2Error):
    code = 404

    def __init__(self) -> None:
        super().__init__("NotFoundException", "Invalid Deployment identifier specified")


@extends(ApiGatewayV2Response, SETTINGS)
def create_api(original: Any, self: ApiGatewayV2Response) -> Any:
    status, headers, body = original(self)
    api = self.apigatewayv2_backend.get_api(json.loads(body)["apiId"])
    api.ip_address_type = json.loads(self.body).get("ipAddressType", "ipv4")
    return status, headers, json.dumps(api.to_json())


@extends(ApiGatewayV2Response, SETTINGS)
def update_api(original: Any, self: ApiGatewayV2Response) -> Any:
    status, headers, body = original(self)
    api = self.apigatewayv2_backend.get_api(json.loads(body)["apiId"])
    api.ip_address_type = json.loads(self.body).get("ipAddressType", api.ip_address_type)
    return status, headers, json.dumps(api.to_json())


@extends(Api, SETTINGS)
def to_json(original: Any, self: Api) -> dict[str, Any]:
    return {**original(self), "ipAddressType": getattr(self, "ip_address_type", "ipv4")}


def deployments(api: Api) -> dict[str, dict[str, Any]]:
    """Deployments of an API by their id."""
    if not hasattr(api, "deployments"):
        api.deployments = {}
    return api.deployments


@replaces(ApiGatewayV2Response, DEPLOYMENTS)
def create_deployment(self: ApiGatewayV2Response) -> Any:
    api = api_of(self)
    if not api.routes:
        raise BadRequestException("The deployment requires at least one route.")
    for route in api.routes.values():
        if not route.target or route.target.removeprefix("integrations/") not in api.integrations:
            raise BadRequestException(f"The route {route.route_key} has no integration.")
    deployment = {
        "deploymentId": create_id()[:6],
        "deploymentStatus": "DEPLOYED",
        "description": json.loads(self.body or "{}").get("description"),
    }
    deployments(api)[deployment["deploymentId"]] = deployment
    return 201, {"status": 201}, json.dumps(deployment)


@replaces(ApiGatewayV2Response, DEPLOYMENTS)
def get_deployment(self: ApiGatewayV2Response) -> Any:
    return 200, {}, json.dumps(deployment_of(self))


@replaces(ApiGatewayV2Response, DEPLOYMENTS)
def delete_deployment(self: ApiGatewayV2Response) -> Any:
    api, found = api_of(self), deployment_of(self)["deploymentId"]
    if any(stage.deployment_id == found for stage in api.stages.values()):
        raise BadRequestException("Active stages pointing to this deployment must be moved or deleted")
    del deployments(api)[found]
    return 204, {"status": 204}, ""


@extends(Stage, DEPLOYMENTS)
def __init__(original: Any, self: Stage, api: Api, config: dict[str, Any]) -> None:
    original(self, api, config)
    self.deployment_id = existing(api, config.get("deploymentId"))


@extends(Stage, DEPLOYMENTS)
def to_json(original: Any, self: Stage) -> dict[str, Any]:  # noqa: F811
    return {**original(self), **({"deploymentId": self.deployment_id} if self.deployment_id else {})}


@replaces(ApiGatewayV2Response, DEPLOYMENTS)
def update_stage(self: ApiGatewayV2Response) -> Any:
    api, config = api_of(self), json.loads(self.body)
    stage = api.get_stage(unquote(self.path.split("/")[-1]))
    if "deploymentId" in config:
        stage.deployment_id = existing(api, config["deploymentId"])
    if "accessLogSettings" in config:
        stage.access_log_settings = config["accessLogSettings"]
    if "defaultRouteSettings" in config:
        stage.default_route_settings = {**stage.default_route_settings, **config["defaultRouteSettings"]}
    if "stageVariables" in config:
        stage.stage_variables = config["stageVariables"]
    return 200, {}, json.dumps(stage.to_json())


@extends(ApiGatewayV2Backend, DEPLOYMENTS)
def delete_stage(original: Any, self: ApiGatewayV2Backend, api_id: str, stage_name: str) -> None:
    if any(mapping.api_id == api_id and mapping.stage == stage_name for mapping in self.api_mappings.values()):
        raise BadRequestException("Deleting stage failed. Please remove all API mappings related to the stage")
    original(self, api_id, stage_name)


def existing(api: Api, deployment: str | None) -> str | None:
    if deployment and deployment not in deployments(api):
        raise DeploymentNotFound()
    return deployment


def api_of(response: ApiGatewayV2Response) -> Api:
    return response.apigatewayv2_backend.get_api(response.path.split("/apis/")[1].split("/")[0])


def deployment_of(response: ApiGatewayV2Response) -> dict[str, Any]:
    found = deployments(api_of(response)).get(response.path.split("/")[-1])
    if found is None:
        raise DeploymentNotFound()
    return found


@extends(DomainName, NAMES)
def __init__(original: Any, self: DomainName, *args: Any, backend: ApiGatewayV2Backend, **kwargs: Any) -> None:  # noqa: F811
    original(self, *args, backend=backend, **kwargs)
    region = backend.region_name
    self.domain_name_configurations = [
        {
            "ipAddressType": "ipv4",
            **given,
            "apiGatewayDomainName": f"d-{create_id()}.execute-api.{region}.amazonaws.com",
            "domainNameStatus": "AVAILABLE",
            "hostedZoneId": REGIONAL_ZONES[region],
        }
        for given in self.domain_name_configurations
    ]


@extends(DomainName, NAMES)
def to_json(original: Any, self: DomainName) -> dict[str, Any]:  # noqa: F811
    return {key: value for key, value in original(self).items() if key != "mutualTlsAuthentication" or value}


@replaces(ApiGatewayV2Response, TAGS)
def tag_resource(self: ApiGatewayV2Response) -> Any:
    change_tags(self, json.loads(self.body).get("tags", {}), [])
    return 201, {"status": 201}, "{}"


@replaces(ApiGatewayV2Response, TAGS)
def untag_resource(self: ApiGatewayV2Response) -> Any:
    change_tags(self, {}, self.querystring.get("tagKeys") or [])
    return 204, {"status": 204}, ""


def change_tags(response: ApiGatewayV2Response, added: dict[str, str], removed: list[str]) -> None:
    """Changes the tags of what a request's ARN names: an API's are kept beside it, others' in them."""
    arn, backend = unquote(response.path.split("/tags/", 1)[1]), response.apigatewayv2_backend
    kind, name, *stage = arn.split("/")[1:]
    if kind == "apis" and not stage:
        backend.tag_resource(arn, added)
        backend.untag_resource(arn, removed)
        return
    owner = backend.get_domain_name(name) if kind == "domainnames" else backend.get_stage(name, stage[1])
    owner.tags = {key: value for key, value in {**owner.tags, **added}.items() if key not in removed}


# moto serves both versions of API Gateway by one table
urls.url_paths["{0}/v2/tags/(?P<tagged>.+)$"] = ApiGatewayV2Response.dispatch
urls.url_paths["{0}/v2/apis/(?P<api_id>[^/]+)/deployments$"] = ApiGatewayV2Response.dispatch
urls.url_paths["{0}/v2/apis/(?P<api_id>[^/]+)/deployments/(?P<deployment_id>[^/]+)$"] = ApiGatewayV2Response.dispatch
