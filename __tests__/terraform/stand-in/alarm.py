"""CloudWatch's composite alarms; moto keeps and answers them, but takes none."""

import re

from moto.cloudwatch.exceptions import ValidationError
from moto.cloudwatch.responses import CloudWatchResponse
from moto.core.responses import ActionResult

from patching import replaces

TITLE = "Composite alarms"


@replaces(CloudWatchResponse, TITLE)
def put_composite_alarm(self: CloudWatchResponse) -> ActionResult:
    named = re.findall(r"\b(?:ALARM|OK|INSUFFICIENT_DATA)\(\s*[\"']?([^\"')]+?)[\"']?\s*\)", self._get_param("AlarmRule"))
    missing = [name for name in named if name.rpartition(":")[2] not in self.cloudwatch_backend.alarms]
    if missing:
        raise ValidationError(
            f"Could not save the composite alarm as alarms {missing} in the alarm rule do not exist"
        )
    # with no metric, as what moto calls an alarm has a rule or a metric
    return self.put_metric_alarm()
