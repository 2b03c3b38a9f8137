"""ACM certificates: options that a request leaves out."""

from typing import Any

from moto.acm.models import AWSCertificateManagerBackend, CertBundle

from patching import extends

TITLE = "Certificate options"


@extends(AWSCertificateManagerBackend, TITLE)
def request_certificate(original: Any, self: AWSCertificateManagerBackend, *args: Any, **kwargs: Any) -> str:
    arn: str = original(self, *args, **kwargs)
    certificate: CertBundle = self.get_certificate(arn)
    certificate.cert_options = {"Export": "DISABLED", **certificate.cert_options}
    return arn
