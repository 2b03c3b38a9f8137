"""Tags of everything in API Gateway that has an ARN; moto knows those of stages only."""

import json
from typing import Any, Callable
from urllib.parse import unquote

from moto.apigateway import urls
from moto.apigateway.exceptions import NotFoundException
from moto.apigateway.models import APIGatewayBackend
from moto.apigateway.responses import APIGatewayResponse

from client_certificate import client_certificates
from domain_name import access_associations
from patching import replaces

TITLE = "API Gateway tags"


@replaces(APIGatewayResponse, TITLE)
def get_tags(self: APIGatewayResponse) -> str:
    return json.dumps({"tags": tags_of(self)})


@replaces(APIGatewayResponse, TITLE)
def tag_resource(self: APIGatewayResponse) -> Any:
    tags_of(self).update(self._get_param("tags"))
    return 204, {"status": 204}, ""


@replaces(APIGatewayResponse, TITLE)
def untag_resource(self: APIGatewayResponse) -> Any:
    for key in self.querystring.get("tagKeys", []):
        tags_of(self).pop(key, None)
    return 204, {"status": 204}, ""


def tags_of(response: APIGatewayResponse) -> dict[str, str]:
    """The tags of the thing that a request's ARN names, to read and to change."""
    arn = unquote(response.path.split("/tags/", 1)[1])
    backend: APIGatewayBackend = response.backend
    if arn in access_associations(backend):
        return access_associations(backend)[arn]["tags"]
    kind, *path = arn.split("/")[1:]
    if kind == "clientcertificates" and path[0] in client_certificates(backend):
        return client_certificates(backend)[path[0]]["tags"]
    owner = OWNERS[kind](backend, arn, *path) if kind in OWNERS else None
    if owner is None:
        raise NotFoundException(f"Invalid resource ARN specified: {arn}")
    owner.tags = owner.tags or {}
    return owner.tags


def rest_api_or_stage(backend: APIGatewayBackend, arn: str, api: str, *stage: str) -> Any:
    owner = backend.get_rest_api(api)
    return owner.stages.get(stage[1]) if stage[:1] == ("stages",) else owner


OWNERS: dict[str, Callable[..., Any]] = {
    "apikeys": lambda backend, arn, key: backend.keys.get(key),
    "domainnames": lambda backend, arn, *_: next((d for d in backend.get_domain_names() if d.arn == arn), None),
    "restapis": rest_api_or_stage,
    "usageplans": lambda backend, arn, plan: backend.usage_plans.get(plan),
    "vpclinks": lambda backend, arn, link: backend.vpc_links.get(link),
}


urls.url_paths["{0}/tags/(?P<tagged>.+)$"] = APIGatewayResponse.dispatch
