"""Custom domain names of REST APIs: what each endpoint type answers, private names and their access associations."""

import json
from typing import Any
from urllib.parse import unquote

from moto.apigateway import urls
from moto.apigateway.exceptions import BadRequestException, ConflictException, DomainNameNotFound, NotFoundException
from moto.apigateway.models import APIGatewayBackend, DomainName, create_id
from moto.apigateway.responses import APIGatewayResponse

from patching import extends, replaces
from rest_api import without_none

NAMES = "Custom domain names"
ASSOCIATIONS = "Domain name access associations"

#: The zone of CloudFront distributions, and execute-api's zones of the regions used here (AWS General Reference).
CLOUDFRONT_ZONE = "Z2FDTNDATAQYW2"
REGIONAL_ZONES = {"eu-west-1": "ZLY8HYME6SFDD", "us-east-1": "Z1UJRXOUMOOFQ8", "eu-central-1": "Z1U9ULNL0V5AJ3"}


def answer(domain: DomainName) -> dict[str, Any]:
    """A domain name as the API answers it: only the fields of its endpoint type."""
    kind = domain.endpoint_configuration["types"][0]
    fields = {
        "EDGE": lambda: {
            "distributionDomainName": domain.distribution_domain_name,
            "distributionHostedZoneId": CLOUDFRONT_ZONE,
        },
        "REGIONAL": lambda: {
            "regionalDomainName": domain.regional_domain_name,
            "regionalHostedZoneId": REGIONAL_ZONES.get(domain.region, CLOUDFRONT_ZONE),
            "mutualTlsAuthentication": domain.mutual_tls_authentication,
            "ownershipVerificationCertificateArn": domain.ownership_verification_certificate_arn,
        },
        "PRIVATE": lambda: {
            "domainNameId": domain.domain_name_id,
            "policy": domain.policy,
        },
    }
    return without_none(
        {
            "domainName": domain.domain_name,
            "domainNameArn": domain.arn,
            "domainNameStatus": "AVAILABLE",
            "certificateArn": domain.certificate_arn,
            "certificateName": domain.certificate_name,
            "regionalCertificateArn": domain.regional_certificate_arn,
            "regionalCertificateName": domain.regional_certificate_name,
            "certificateUploadDate": domain.certificate_upload_date,
            "endpointConfiguration": domain.endpoint_configuration,
            "securityPolicy": domain.security_policy,
            "tags": domain.tags or {},
            **fields[kind](),
        }
    )


@extends(APIGatewayResponse, NAMES)
def create_domain_name(original: Any, self: APIGatewayResponse) -> Any:
    name = self._get_param("domainName")
    kind = (self._get_param("endpointConfiguration") or {"types": ["EDGE"]})["types"][0]
    if name in self.backend.domain_names:
        if kind != "PRIVATE":
            raise BadRequestException("The domain name you provided already exists.")
        raise ConflictException("The private domain name you provided already exists.")
    certificate = self._get_param("certificateArn") or self._get_param("regionalCertificateArn")
    check_certificate_region(kind, certificate, self.region)
    original(self)
    domain = self.backend.domain_names[name]
    domain.region = self.region
    domain.endpoint_configuration = {
        "ipAddressType": "dualstack" if kind == "PRIVATE" else "ipv4",
        **(domain.endpoint_configuration or {"types": ["EDGE"]}),
    }
    domain.policy = self._get_param("policy")
    domain.mutual_tls_authentication = self._get_param("mutualTlsAuthentication")
    domain.ownership_verification_certificate_arn = self._get_param("ownershipVerificationCertificateArn")
    domain.domain_name_id = create_id() if kind == "PRIVATE" else None
    domain.arn = (
        f"arn:aws:apigateway:{self.region}:{self.current_account}:/domainnames/{name}+{domain.domain_name_id}"
        if kind == "PRIVATE"
        else f"arn:aws:apigateway:{self.region}::/domainnames/{name}"
    )
    return 201, {"status": 201}, json.dumps(answer(domain))


def check_certificate_region(kind: str, certificate: str | None, region: str) -> None:
    if not certificate:
        raise BadRequestException("A certificate was not provided.")
    wanted = "us-east-1" if kind == "EDGE" else region
    if certificate.split(":")[3] != wanted:
        raise BadRequestException(f"Invalid certificate ARN: {certificate}. Certificate must be in '{wanted}'.")


@replaces(APIGatewayResponse, NAMES)
def get_domain_name(self: APIGatewayResponse) -> str:
    return json.dumps(answer(find(self)))


@replaces(APIGatewayResponse, NAMES)
def get_domain_names(self: APIGatewayResponse) -> str:
    return json.dumps({"item": [answer(domain) for domain in self.backend.get_domain_names()]})


@replaces(APIGatewayResponse, NAMES)
def update_domain_name(self: APIGatewayResponse) -> str:
    domain = find(self)
    attributes = {
        "/certificateArn": "certificate_arn",
        "/regionalCertificateArn": "regional_certificate_arn",
        "/securityPolicy": "security_policy",
        "/policy": "policy",
        "/ownershipVerificationCertificateArn": "ownership_verification_certificate_arn",
    }
    for operation in self._get_param("patchOperations"):
        path, value = operation["path"], operation.get("value")
        if path.startswith("/mutualTlsAuthentication/"):
            patch_truststore(domain, path.rpartition("/")[2], value)
        elif path in attributes:
            setattr(domain, attributes[path], value)
        else:
            raise BadRequestException(f"Invalid patch path {path}")
    return json.dumps(answer(domain))


def patch_truststore(domain: DomainName, name: str, value: str | None) -> None:
    """An empty truststore URI turns mutual TLS off (developer guide, "Turn off mutual TLS")."""
    truststore = {**(domain.mutual_tls_authentication or {}), name: value}
    kept = {key: value for key, value in truststore.items() if value}
    domain.mutual_tls_authentication = kept if "truststoreUri" in kept else None


@extends(APIGatewayResponse, NAMES)
def delete_domain_name(original: Any, self: APIGatewayResponse) -> Any:
    domain = find(self)
    associations = access_associations(self.backend)
    if any(association["domainNameArn"] == domain.arn for association in associations.values()):
        raise BadRequestException("Delete all access associations of the domain name first.")
    self.backend.base_path_mappings.pop(domain.domain_name, None)
    return original(self)


@extends(APIGatewayBackend, NAMES)
def get_base_path_mapping(original: Any, self: APIGatewayBackend, domain_name: str, base_path: str) -> Any:
    self.base_path_mappings.setdefault(domain_name, {})
    return original(self, domain_name, base_path)


def find(response: APIGatewayResponse) -> DomainName:
    domain = response.backend.get_domain_name(unquote(response.path.split("/")[2]))
    wanted = response._get_param("domainNameId")
    if domain.domain_name_id != wanted:
        raise DomainNameNotFound()
    return domain


def access_associations(backend: APIGatewayBackend) -> dict[str, dict[str, Any]]:
    """Associations of a backend by their ARN."""
    if not hasattr(backend, "access_associations"):
        backend.access_associations = {}
    return backend.access_associations


@replaces(APIGatewayResponse, ASSOCIATIONS)
def create_domain_name_access_association(self: APIGatewayResponse) -> Any:
    domain_arn = self._get_param("domainNameArn")
    domain = next((d for d in self.backend.get_domain_names() if d.arn == domain_arn), None)
    if domain is None:
        raise DomainNameNotFound()
    kind, source = self._get_param("accessAssociationSourceType"), self._get_param("accessAssociationSource")
    associations = access_associations(self.backend)
    if any(a["domainNameArn"] == domain_arn and a["accessAssociationSource"] == source for a in associations.values()):
        raise ConflictException("The access association already exists.")
    arn = (
        f"arn:aws:apigateway:{self.region}:{self.current_account}:/domainnameaccessassociations/domainname/"
        f"{domain.domain_name}+{domain.domain_name_id}/{kind.lower()}source/{source}"
    )
    associations[arn] = {
        "domainNameAccessAssociationArn": arn,
        "domainNameArn": domain_arn,
        "accessAssociationSourceType": kind,
        "accessAssociationSource": source,
        "tags": self._get_param("tags") or {},
    }
    return 201, {"status": 201}, json.dumps(associations[arn])


@replaces(APIGatewayResponse, ASSOCIATIONS)
def get_domain_name_access_associations(self: APIGatewayResponse) -> str:
    return json.dumps({"item": list(access_associations(self.backend).values())})


@replaces(APIGatewayResponse, ASSOCIATIONS)
def delete_domain_name_access_association(self: APIGatewayResponse) -> Any:
    arn = unquote(self.path.split("/domainnameaccessassociations/", 1)[1])
    if access_associations(self.backend).pop(arn, None) is None:
        raise NotFoundException("Invalid access association identifier specified")
    return 202, {"status": 202}, "{}"


urls.url_paths["{0}/domainnameaccessassociations$"] = APIGatewayResponse.dispatch
urls.url_paths["{0}/domainnameaccessassociations/(?P<association>.+)$"] = APIGatewayResponse.dispatch
