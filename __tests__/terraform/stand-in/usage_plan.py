"""Usage plans: limits of single methods, updates, and what keeps a plan from being deleted."""

import re
from typing import Any

from moto.apigateway.exceptions import BadRequestException
from moto.apigateway.models import APIGatewayBackend, UsagePlan

from patching import extends, replaces
from rest_api import unescaped_pointer

TITLE = "Usage plans"

NUMBERS = {"rateLimit": float, "burstLimit": int, "limit": int, "offset": int, "period": str}


@extends(APIGatewayBackend, TITLE)
def create_usage_plan(original: Any, self: APIGatewayBackend, payload: Any) -> UsagePlan:
    for api_stage in payload.get("apiStages") or []:
        check_stage(self, api_stage)
    return original(self, payload)


@extends(APIGatewayBackend, TITLE)
def update_usage_plan(original: Any, self: APIGatewayBackend, usage_plan_id: str, patch_operations: Any) -> UsagePlan:
    for operation in patch_operations:
        if operation["op"] == "add" and operation["path"] == "/apiStages":
            check_stage(self, api_stage_of(operation["value"]))
    return original(self, usage_plan_id, patch_operations)


@extends(APIGatewayBackend, TITLE)
def delete_usage_plan(original: Any, self: APIGatewayBackend, usage_plan_id: str) -> None:
    stages = [f"{stage['apiId']}:{stage['stage']}" for stage in self.get_usage_plan(usage_plan_id).api_stages]
    if stages:
        raise BadRequestException(
            f"Cannot delete Usage Plan {usage_plan_id} because there are API Stages associated with it, including "
            f"{stages[0]}"
        )
    self.usage_plan_keys.pop(usage_plan_id, None)
    original(self, usage_plan_id)


@replaces(UsagePlan, TITLE)
def apply_patch_operations(self: UsagePlan, patch_operations: list[dict[str, Any]]) -> None:
    for operation in patch_operations:
        op, path, value = operation["op"], operation["path"], operation.get("value")
        part, _, rest = path.lstrip("/").partition("/")
        if part in ("name", "description", "productCode"):
            setattr(self, "product_code" if part == "productCode" else part, None if op == "remove" else value)
        elif part in ("throttle", "quota"):
            patch_limits(getattr(self, part), op, rest, value)
        elif path == "/apiStages":
            kept = [stage for stage in self.api_stages if (stage["apiId"], stage["stage"]) != tuple(value.split(":"))]
            self.api_stages = kept if op == "remove" else [*kept, api_stage_of(value)]
        else:
            patch_method(self, op, path, value)


def patch_limits(limits: dict[str, Any], op: str, name: str, value: Any) -> None:
    if op == "remove":
        limits.pop(name, None) if name else limits.clear()
    else:
        limits[name] = NUMBERS[name](value)


def patch_method(plan: UsagePlan, op: str, path: str, value: Any) -> None:
    """`/apiStages/<api>:<stage>/throttle/<resource path>/<method>/rateLimit`, or without its end to remove more."""
    match = re.fullmatch(r"/apiStages/([^/]+)/throttle(?:/(.+?)(?:/(rateLimit|burstLimit))?)?", path)
    stage = next((stage for stage in plan.api_stages if match and api_stage_of(match[1]).items() <= stage.items()), None)
    if match is None or stage is None:
        raise BadRequestException(f"Invalid patch path {path}")
    throttle, method = stage.setdefault("throttle", {}), unescaped_pointer(match[2] or "")
    if op == "remove":
        throttle.pop(method, None) if method else throttle.clear()
    else:
        patch_limits(throttle.setdefault(method, {}), op, match[3], value)


def api_stage_of(text: str) -> dict[str, Any]:
    api, stage = text.split(":")
    return {"apiId": api, "stage": stage}


def check_stage(backend: APIGatewayBackend, api_stage: dict[str, Any]) -> None:
    api = backend.apis.get(api_stage["apiId"])
    if api is None or api_stage["stage"] not in api.stages:
        raise BadRequestException(f"API Stage not found: {api_stage['apiId']}:{api_stage['stage']}")
