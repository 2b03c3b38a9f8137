"""Which API calls were made, by the names that IAM policies use for them."""

from typing import Any

from moto.core.responses import BaseResponse

from patching import extends

CALLS: set[str] = set()


@extends(BaseResponse, "Record of calls")
def call_action(original: Any, self: BaseResponse) -> Any:
    # API Gateway's control plane is authorized by HTTP method (Service Authorization Reference).
    action = self.method if self.service_name == "apigateway" else self._get_action()
    CALLS.add(f"{self.boto3_service_name}:{action}")
    return original(self)
