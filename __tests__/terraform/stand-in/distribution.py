"""CloudFront distributions: what a cache policy and a certificate of one's own replace, and how one is deleted."""

from typing import Any

from moto.cloudfront.exceptions import CloudFrontException
from moto.cloudfront.models import CloudFrontBackend, DefaultCacheBehaviour, Distribution, ViewerCertificate

from patching import extends

TITLE = "CloudFront distributions"


class DistributionNotDisabled(CloudFrontException):
    code = 409

    def __init__(self) -> None:
        super().__init__("DistributionNotDisabled", "The distribution you are trying to delete has not been disabled.")


@extends(Distribution, TITLE)
def __init__(original: Any, self: Distribution, account_id: str, *args: Any) -> None:
    original(self, account_id, *args)
    self.arn = f"arn:aws:cloudfront::{account_id}:distribution/{self.distribution_id}"


@extends(DefaultCacheBehaviour, TITLE)
def __init__(original: Any, self: DefaultCacheBehaviour, config: dict[str, Any]) -> None:
    original(self, config)
    if config.get("CachePolicyId"):
        del self.forwarded_values


@extends(ViewerCertificate, TITLE)
def __init__(original: Any, self: ViewerCertificate, config: dict[str, Any]) -> None:
    original(self, config)
    if config.get("ACMCertificateArn") or config.get("IAMCertificateId"):
        self.cloud_front_default_certificate = False


@extends(CloudFrontBackend, TITLE)
def delete_distribution(original: Any, self: CloudFrontBackend, distribution_id: str, if_match: bool) -> None:
    if self.get_distribution(distribution_id)[0].distribution_config.Enabled:
        raise DistributionNotDisabled()
    original(self, distribution_id, if_match)
