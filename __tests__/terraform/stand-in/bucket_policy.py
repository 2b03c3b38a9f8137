"""Bucket policies: moto denies by a statement whose condition it can't check."""

import json
from typing import Any

from moto.iam.access_control import IAMPolicy, PermissionResult
from moto.s3.models import FakeBucket

from patching import replaces

TITLE = "Bucket policies"

#: Calls come over plain HTTP, on loopback; they count as calls over TLS.
WITHOUT_TLS = {"Bool": {"aws:SecureTransport": "false"}}


@replaces(FakeBucket, TITLE)
def get_permission(self: FakeBucket, action: str, resource: str) -> Any:
    if self.policy is None:
        return PermissionResult.NEUTRAL
    policy = json.loads(self.policy)
    policy["Statement"] = [statement for statement in policy["Statement"] if statement.get("Condition") != WITHOUT_TLS]
    return IAMPolicy(json.dumps(policy)).is_action_permitted(action, resource)
