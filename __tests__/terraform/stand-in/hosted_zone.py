"""Route 53 zones: one that is created with a VPC is private, whether or not the request says so."""

from typing import Any

from moto.route53.responses import Route53

from patching import extends

TITLE = "Private hosted zones"


@extends(Route53, TITLE)
def create_hosted_zone(original: Any, self: Route53) -> Any:
    if self._get_param("VPC.VPCId"):
        self.params["HostedZoneConfig"] = {**self.params.get("HostedZoneConfig", {}), "PrivateZone": True}
    return original(self)


@extends(Route53, TITLE)
def get_hosted_zone(original: Any, self: Route53) -> Any:
    answer = original(self)
    for vpc in answer.result["VPCs"] or []:
        vpc |= {"VPCId": vpc.get("vpc_id"), "VPCRegion": vpc.get("vpc_region")}
    return answer
