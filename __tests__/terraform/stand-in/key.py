"""KMS keys: how often they are rotated."""

import json
from typing import Any

from moto.kms.responses import KmsResponse

from patching import extends

TITLE = "Key rotation"


@extends(KmsResponse, TITLE)
def enable_key_rotation(original: Any, self: KmsResponse) -> str:
    answer = original(self)
    key = self.kms_backend.describe_key(self._get_param("KeyId"))
    key.rotation_period = self._get_param("RotationPeriodInDays") or getattr(key, "rotation_period", 365)
    return answer


@extends(KmsResponse, TITLE)
def get_key_rotation_status(original: Any, self: KmsResponse) -> str:
    status = json.loads(original(self))
    key = self.kms_backend.describe_key(self._get_param("KeyId"))
    period = {"RotationPeriodInDays": key.rotation_period} if status["KeyRotationEnabled"] else {}
    return json.dumps({**status, **period})
