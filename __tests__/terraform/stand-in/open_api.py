"""PutRestApi: an OpenAPI 3.0 document becomes resources, methods, models, validators, authorizers and settings."""

import json
from typing import Any

from moto.apigateway.exceptions import (
    BadRequestException,
    InvalidOpenAPIDocumentException,
    InvalidOpenApiDocVersionException,
    InvalidOpenApiModeException,
)
from moto.apigateway.models import APIGatewayBackend, Resource, RestAPI
from openapi_spec_validator import OpenAPIV30SpecValidator
from openapi_spec_validator.validation.exceptions import UnresolvableParameterError

from patching import replaces
from rest_api import set_policy

TITLE = "PutRestApi"

#: Keys of a path item that are methods; everything else in it (`parameters`, `summary`, other extensions) is not.
METHODS = {method: method.upper() for method in ("get", "put", "post", "delete", "options", "head", "patch")} | {
    "x-amazon-apigateway-any-method": "ANY"
}


@replaces(APIGatewayBackend, TITLE)
def put_rest_api(
    self: APIGatewayBackend, function_id: str, api_doc: dict[str, Any], fail_on_warnings: bool, mode: str = "merge"
) -> RestAPI:
    check(api_doc, mode, fail_on_warnings)
    api = self.get_rest_api(function_id)
    overwrite = mode == "overwrite"
    if overwrite:
        empty(api)
    set_api_level(api, api_doc, overwrite)
    for name, schema in api_doc.get("components", {}).get("schemas", {}).items():
        api.add_model(name=name, description="", schema=schema, content_type="application/json")
    for kind, answer in api_doc.get("x-amazon-apigateway-gateway-responses", {}).items():
        api.put_gateway_response(
            kind, answer.get("statusCode"), answer.get("responseParameters"), answer.get("responseTemplates")
        )
    validators = {
        name: api.create_request_validator(
            name, rule.get("validateRequestBody", False), rule.get("validateRequestParameters", False)
        ).id
        for name, rule in api_doc.get("x-amazon-apigateway-request-validators", {}).items()
    }
    authorizers = {
        name: create_authorizer(self, api, name, scheme)
        for name, scheme in api_doc.get("components", {}).get("securitySchemes", {}).items()
        if "x-amazon-apigateway-authorizer" in scheme
    }
    for path, item in sorted(api_doc["paths"].items()):
        resource = resource_at(self, api, path)
        for key, operation in item.items():
            if key in METHODS:
                put_method(self, api, resource, METHODS[key], item, operation, api_doc, validators, authorizers)
    return api


def check(api_doc: dict[str, Any], mode: str, fail_on_warnings: bool) -> None:
    if mode not in ("merge", "overwrite"):
        raise InvalidOpenApiModeException()
    if not str(api_doc.get("openapi", "")).startswith("3."):
        raise InvalidOpenApiDocVersionException()
    if fail_on_warnings:
        for error in OpenAPIV30SpecValidator(api_doc).iter_errors():
            # API Gateway doesn't ask that an operation declares its path parameters.
            if not isinstance(error, UnresolvableParameterError):
                raise InvalidOpenAPIDocumentException(error)


def empty(api: RestAPI) -> None:
    """Overwriting keeps the API and its root resource, nothing else of the former document."""
    api.resources = {api.root_resource_id: api.default}
    api.default.resource_methods = {}
    for collection in (api.models, api.gateway_responses, api.request_validators, api.authorizers):
        collection.clear()


def set_api_level(api: RestAPI, api_doc: dict[str, Any], overwrite: bool) -> None:
    """Overwriting resets every setting that the document leaves out; merging keeps it."""
    info = api_doc.get("info", {})
    endpoint: dict[str, Any] = {}
    for server in api_doc.get("servers", []):
        endpoint |= server.get("x-amazon-apigateway-endpoint-configuration", {})
    if "title" in info:
        api.name = info["title"]
    if overwrite or "description" in info:
        api.description = info.get("description")
    if overwrite or "version" in info:
        api.version = info.get("version")
    if overwrite or "x-amazon-apigateway-binary-media-types" in api_doc:
        api.binaryMediaTypes = api_doc.get("x-amazon-apigateway-binary-media-types") or []
    if overwrite or "x-amazon-apigateway-policy" in api_doc:
        set_policy(api, as_json(api_doc.get("x-amazon-apigateway-policy")))
    if overwrite or "x-amazon-apigateway-api-key-source" in api_doc:
        api.api_key_source = api_doc.get("x-amazon-apigateway-api-key-source", "HEADER")
    if overwrite or "x-amazon-apigateway-minimum-compression-size" in api_doc:
        api.minimum_compression_size = api_doc.get("x-amazon-apigateway-minimum-compression-size")
    if overwrite or "vpcEndpointIds" in endpoint:
        api.endpoint_configuration["vpcEndpointIds"] = endpoint.get("vpcEndpointIds") or []
    if overwrite or "disableExecuteApiEndpoint" in endpoint:
        api.disableExecuteApiEndpoint = endpoint.get("disableExecuteApiEndpoint", False)


def as_json(policy: Any) -> str | None:
    return json.dumps(policy) if policy else None


def resource_at(backend: APIGatewayBackend, api: RestAPI, path: str) -> Resource:
    """The resource of a path; it and its missing parents are created."""
    resource = api.default
    for part in [part for part in path.split("/") if part]:
        children = [child for child in api.resources.values() if child.parent_id == resource.id]
        known = next((child for child in children if child.path_part == part), None)
        resource = known or backend.create_resource(api.id, resource.id, part)
    return resource


def create_authorizer(backend: APIGatewayBackend, api: RestAPI, name: str, scheme: dict[str, Any]) -> str:
    authorizer = scheme["x-amazon-apigateway-authorizer"]
    source = authorizer.get("identitySource") or f"method.request.header.{scheme['name']}"
    return backend.create_authorizer(
        restapi_id=api.id,
        name=name,
        authorizer_type=authorizer["type"].upper(),
        provider_arns=authorizer.get("providerARNs"),
        auth_type=scheme.get("x-amazon-apigateway-authtype"),
        authorizer_uri=authorizer.get("authorizerUri"),
        authorizer_credentials=authorizer.get("authorizerCredentials"),
        identity_source=source,
        identiy_validation_expression=authorizer.get("identityValidationExpression"),
        authorizer_result_ttl=authorizer.get("authorizerResultTtlInSeconds", 300),
    ).id


def put_method(
    backend: APIGatewayBackend,
    api: RestAPI,
    resource: Resource,
    method: str,
    item: dict[str, Any],
    operation: dict[str, Any],
    api_doc: dict[str, Any],
    validators: dict[str, str],
    authorizers: dict[str, str],
) -> None:
    validator = operation.get(
        "x-amazon-apigateway-request-validator", api_doc.get("x-amazon-apigateway-request-validator")
    )
    if validator is not None and validator not in validators:
        raise BadRequestException(f"Invalid OpenAPI input. Unknown request validator {validator}")
    backend.put_method(
        api.id,
        resource.id,
        method,
        request_parameters=request_parameters([*item.get("parameters", []), *operation.get("parameters", [])]),
        request_models=models(operation.get("requestBody", {}).get("content", {})),
        operation_name=operation.get("operationId"),
        request_validator_id=validators.get(validator) if validator else None,
        **authorization(operation.get("security", []), api_doc, authorizers),
    )
    for status, response in operation.get("responses", {}).items():
        headers = response.get("headers", {})
        backend.put_method_response(
            api.id,
            resource.id,
            method,
            status,
            response_models=models(response.get("content", {})),
            response_parameters={f"method.response.header.{name}": False for name in headers},
        )
    integration = operation.get("x-amazon-apigateway-integration")
    if integration:
        put_integration(backend, api, resource, method, integration)


def request_parameters(parameters: list[dict[str, Any]]) -> dict[str, bool]:
    places = {"query": "querystring", "header": "header", "path": "path"}
    return {
        f"method.request.{places[parameter['in']]}.{parameter['name']}": parameter.get("required", False)
        for parameter in parameters
    }


def models(content: dict[str, Any]) -> dict[str, str]:
    return {
        media_type: value["schema"]["$ref"].rsplit("/", 1)[-1]
        for media_type, value in content.items()
        if "$ref" in value.get("schema", {})
    }


def authorization(
    security: list[dict[str, list[str]]], api_doc: dict[str, Any], authorizers: dict[str, str]
) -> dict[str, Any]:
    """`authorization_type` and what goes with it, from an operation's `security`."""
    schemes = api_doc.get("components", {}).get("securitySchemes", {})
    settings: dict[str, Any] = {"authorization_type": "NONE", "api_key_required": False}
    for name, scopes in ((name, scopes) for requirement in security for name, scopes in requirement.items()):
        scheme = schemes.get(name)
        if scheme is None:
            raise BadRequestException(f"Invalid OpenAPI input. Unknown security scheme {name}")
        if name in authorizers:
            cognito = scheme["x-amazon-apigateway-authorizer"]["type"] == "cognito_user_pools"
            settings["authorization_type"] = "COGNITO_USER_POOLS" if cognito else "CUSTOM"
            settings["authorizer_id"] = authorizers[name]
            settings["authorization_scopes"] = scopes or None
        elif scheme.get("x-amazon-apigateway-authtype") == "awsSigv4":
            settings["authorization_type"] = "AWS_IAM"
        elif scheme.get("name") == "x-api-key":
            settings["api_key_required"] = True
    return settings


def put_integration(
    backend: APIGatewayBackend, api: RestAPI, resource: Resource, method: str, integration: dict[str, Any]
) -> None:
    kind = integration["type"].upper()
    backend.put_integration(
        function_id=api.id,
        resource_id=resource.id,
        method_type=method,
        integration_type=kind,
        uri=integration.get("uri"),
        integration_method=integration.get("httpMethod"),
        credentials=integration.get("credentials"),
        request_templates=integration.get("requestTemplates"),
        passthrough_behavior=integration.get("passthroughBehavior", "when_no_match").upper(),
        tls_config=integration.get("tlsConfig"),
        cache_namespace=integration.get("cacheNamespace"),
        timeout_in_millis=integration.get("timeoutInMillis"),
        request_parameters=integration.get("requestParameters"),
        content_handling=integration.get("contentHandling"),
        connection_type=integration.get("connectionType"),
    )
    for pattern, response in integration.get("responses", {}).items():
        backend.put_integration_response(
            function_id=api.id,
            resource_id=resource.id,
            method_type=method,
            status_code=str(response["statusCode"]),
            selection_pattern="" if pattern == "default" else pattern,
            response_templates=response.get("responseTemplates") or {},
            response_parameters=response.get("responseParameters") or {},
            content_handling=response.get("contentHandling"),
        )
