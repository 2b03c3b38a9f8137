"""Tags of everything in API Gateway that has an ARN; moto knows those of stages only."""

import json
from typing import Any
from urllib.parse import unquote

from moto.apigateway import urls
from moto.apigateway.exceptions import NotFoundException
from moto.apigateway.models import APIGatewayBackend
from moto.apigateway.responses import APIGatewayResponse

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
    path = arn.split("/")[1:]
    if path[0] == "domainnames":
        owner: Any = next((domain for domain in backend.get_domain_names() if domain.arn == arn), None)
    elif path[0] == "restapis":
        owner = backend.get_rest_api(path[1])
        owner = owner.stages.get(path[3]) if path[2:3] == ["stages"] else owner
    else:
        owner = None
    if owner is None:
        raise NotFoundException(f"Invalid resource ARN specified: {arn}")
    owner.tags = owner.tags or {}
    return owner.tags


urls.url_paths["{0}/tags/(?P<tagged>.+)$"] = APIGatewayResponse.dispatch
