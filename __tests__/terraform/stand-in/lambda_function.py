"""Lambda functions: the configuration that moto forgets."""

from typing import Any
from urllib.parse import unquote

from moto.awslambda.exceptions import UnknownEventConfig
from moto.awslambda.models import EventInvokeConfig, EventSourceMapping, LambdaFunction
from moto.awslambda.responses import LambdaResponse
from moto.core.responses import ActionResult

from calls import CALLS
from patching import extends, replaces

TITLE = "Lambda function configuration"
ASYNCHRONOUS = "Asynchronous invocations"
EVENT_SOURCES = "Event source mappings"


@extends(LambdaFunction, TITLE)
def __init__(
    original: Any, self: LambdaFunction, account_id: str, spec: dict[str, Any], *args: Any, **kwargs: Any
) -> None:
    original(self, account_id, spec, *args, **kwargs)
    keep(self, spec)


@extends(LambdaFunction, TITLE)
def update_configuration(original: Any, self: LambdaFunction, config_updates: dict[str, Any]) -> dict[str, Any]:
    keep(self, config_updates)
    if "TracingConfig" in config_updates:
        self.tracing_config = config_updates["TracingConfig"]
    return original(self, config_updates)


@extends(LambdaFunction, TITLE)
def get_configuration(original: Any, self: LambdaFunction, on_create: bool = False) -> dict[str, Any]:
    key = {"KMSKeyArn": self.key_arn} if self.key_arn else {}
    if key and self.environment_vars:
        CALLS.add("kms:Decrypt")
    return {**original(self, on_create), "LoggingConfig": self.logging_config, **key}


def keep(function: LambdaFunction, spec: dict[str, Any]) -> None:
    if "LoggingConfig" in spec or not hasattr(function, "logging_config"):
        function.logging_config = {
            "LogFormat": "Text",
            "LogGroup": f"/aws/lambda/{function.function_name}",
            **spec.get("LoggingConfig", {}),
        }
    if "KMSKeyArn" in spec or not hasattr(function, "key_arn"):
        function.key_arn = spec.get("KMSKeyArn")
        # of who chooses a key (developer guide, "Securing Lambda environment variables")
        CALLS.update(["kms:CreateGrant", "kms:Encrypt"] if function.key_arn else [])


@extends(EventSourceMapping, EVENT_SOURCES)
def get_configuration(original: Any, self: EventSourceMapping) -> dict[str, Any]:  # noqa: F811
    """A mapping invokes the alias that it was made for, not the version that this was at the time."""
    answer = original(self)
    return {**answer, **({"FunctionArn": self.function_name} if self.function_name.startswith("arn:") else {})}


@replaces(LambdaResponse, ASYNCHRONOUS)
def put_function_event_invoke_config(self: LambdaResponse) -> ActionResult:
    function, arn, configs = event_invoke_configs(self)
    configs[arn] = EventInvokeConfig(arn, function.last_modified, self.json_body)
    return ActionResult(configs[arn].response())


@replaces(LambdaResponse, ASYNCHRONOUS)
def update_function_event_invoke_config(self: LambdaResponse) -> ActionResult:
    function, arn, configs = event_invoke_configs(self)
    before = configs[arn].config if arn in configs else {}
    configs[arn] = EventInvokeConfig(arn, function.last_modified, {**before, **self.json_body})
    return ActionResult(configs[arn].response())


@replaces(LambdaResponse, ASYNCHRONOUS)
def get_function_event_invoke_config(self: LambdaResponse) -> ActionResult:
    _, arn, configs = event_invoke_configs(self)
    if arn not in configs:
        raise UnknownEventConfig(arn)
    return ActionResult(configs[arn].response())


@replaces(LambdaResponse, ASYNCHRONOUS)
def delete_function_event_invoke_config(self: LambdaResponse) -> Any:
    _, arn, configs = event_invoke_configs(self)
    if configs.pop(arn, None) is None:
        raise UnknownEventConfig(arn)
    return 204, {"status": 204}, "{}"


def event_invoke_configs(response: LambdaResponse) -> tuple[LambdaFunction, str, dict[str, EventInvokeConfig]]:
    """A request's function, the ARN with the qualifier that it names, and the function's configurations by such ARNs."""
    function = response.backend.get_function(unquote(response.path.rsplit("/", 2)[1]))
    if not isinstance(function.event_invoke_config, dict):
        function.event_invoke_config = {}
    qualifier = response._get_param("Qualifier") or "$LATEST"
    arn = ":".join([*function.function_arn.split(":")[:7], qualifier])
    return function, arn, function.event_invoke_config
