"""Load balancers: whether security groups are asked about what comes by PrivateLink."""

from typing import Any

from moto.elbv2.responses import ELBV2Response

from patching import extends

TITLE = "Load balancers and PrivateLink"


@extends(ELBV2Response, TITLE)
def set_security_groups(original: Any, self: ELBV2Response) -> Any:
    answer = original(self)
    asked = self._get_param("EnforceSecurityGroupInboundRulesOnPrivateLinkTraffic")
    if asked is not None:
        balancer = self.elbv2_backend.load_balancers[self._get_param("LoadBalancerArn")]
        balancer.enforce_security_group_inbound_rules_on_private_link_traffic = asked
    return answer
