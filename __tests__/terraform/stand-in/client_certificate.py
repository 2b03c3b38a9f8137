"""Client certificates, with which API Gateway calls HTTP backends; moto has none."""

import json
from typing import Any

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from dateutil.relativedelta import relativedelta
from moto.apigateway import urls
from moto.apigateway.exceptions import BadRequestException, NotFoundException
from moto.apigateway.models import APIGatewayBackend, Stage, create_id
from moto.apigateway.responses import APIGatewayResponse
from moto.core.utils import unix_time, utcnow

from patching import extends, replaces
from rest_api import without_none

TITLE = "Client certificates"


def client_certificates(backend: APIGatewayBackend) -> dict[str, dict[str, Any]]:
    """Client certificates of a backend by their id."""
    if not hasattr(backend, "client_certificates"):
        backend.client_certificates = {}
    return backend.client_certificates


@replaces(APIGatewayResponse, TITLE)
def generate_client_certificate(self: APIGatewayResponse) -> Any:
    created, expires = utcnow(), utcnow() + relativedelta(years=1)
    certificate = {
        "clientCertificateId": create_id()[:6],
        "description": self._get_param("description"),
        "pemEncodedCertificate": self_signed(created, expires),
        "createdDate": unix_time(created),
        "expirationDate": unix_time(expires),
        "tags": self._get_param("tags") or {},
    }
    client_certificates(self.backend)[certificate["clientCertificateId"]] = certificate
    return 201, {"status": 201}, json.dumps(without_none(certificate))


@replaces(APIGatewayResponse, TITLE)
def get_client_certificate(self: APIGatewayResponse) -> str:
    return json.dumps(without_none(find(self)))


@replaces(APIGatewayResponse, TITLE)
def get_client_certificates(self: APIGatewayResponse) -> str:
    return json.dumps({"item": [without_none(found) for found in client_certificates(self.backend).values()]})


@replaces(APIGatewayResponse, TITLE)
def update_client_certificate(self: APIGatewayResponse) -> str:
    certificate = find(self)
    for operation in self._get_param("patchOperations"):
        if operation["path"] != "/description":
            raise BadRequestException(f"Invalid patch path {operation['path']}")
        certificate["description"] = operation.get("value")
    return json.dumps(without_none(certificate))


@replaces(APIGatewayResponse, TITLE)
def delete_client_certificate(self: APIGatewayResponse) -> Any:
    del client_certificates(self.backend)[find(self)["clientCertificateId"]]
    return 202, {"status": 202}, "{}"


@extends(APIGatewayResponse, TITLE)
def create_stage(original: Any, self: APIGatewayResponse) -> Any:
    original(self)
    stage = self.backend.get_stage(self.path.split("/")[2], self._get_param("stageName"))
    stage.client_certificate_id = self._get_param("clientCertificateId")
    return 201, {"status": 201}, json.dumps(stage.to_json())


@extends(Stage, TITLE)
def to_json(original: Any, self: Stage) -> dict[str, Any]:
    return without_none({**original(self), "clientCertificateId": getattr(self, "client_certificate_id", None)})


@extends(Stage, TITLE)
def apply_operations(original: Any, self: Stage, patch_operations: list[dict[str, Any]]) -> Stage:
    for operation in patch_operations:
        if operation["path"] == "/clientCertificateId":
            self.client_certificate_id = operation.get("value") or None
    return original(self, patch_operations)


def find(response: APIGatewayResponse) -> dict[str, Any]:
    certificate = client_certificates(response.backend).get(response.path.split("/")[2])
    if certificate is None:
        raise NotFoundException("Invalid Client Certificate Id specified")
    return certificate


def self_signed(created: Any, expires: Any) -> str:
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "ApiGateway")])
    builder = x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number(), created, expires)
    return builder.sign(key, hashes.SHA256()).public_bytes(serialization.Encoding.PEM).decode()


urls.url_paths["{0}/clientcertificates$"] = APIGatewayResponse.dispatch
urls.url_paths["{0}/clientcertificates/(?P<certificate>[^/]+)$"] = APIGatewayResponse.dispatch
