"""Which API calls were made: by the names that IAM policies use for them, and what API Gateway was told to change."""

import json
from typing import Any

from moto.core.responses import BaseResponse
from moto.s3.responses import S3Response

from patching import extends

TITLE = "Record of calls"

#: IAM actions of all calls so far.
CALLS: set[str] = set()

#: Changes that API Gateway was asked for, in order: `{"call": "PATCH /restapis/x", "body": ..., "status": 200}`.
CHANGES: list[dict[str, Any]] = []

#: Services whose prefix in IAM is not the name of their client.
PREFIXES = {"apigatewayv2": "apigateway", "elbv2": "elasticloadbalancing", "stepfunctions": "states"}

#: Calls that IAM knows by another action.
ACTIONS = {"cloudfront:CreateDistributionWithTags": "cloudfront:CreateDistribution"}

#: Actions that a call needs beside its own: to tag what it makes, as everything here is tagged, and to have logs
#: delivered (Service Authorization Reference; WAF developer guide, "Permissions required to log to CloudWatch Logs").
ALSO = {
    "acm:RequestCertificate": ["acm:AddTagsToCertificate"],
    "cloudfront:CreateDistributionWithTags": ["cloudfront:TagResource"],
    "cloudwatch:PutCompositeAlarm": ["cloudwatch:TagResource"],
    "cloudwatch:PutMetricAlarm": ["cloudwatch:TagResource"],
    "cognito-idp:CreateUserPool": ["cognito-idp:TagResource"],
    "dynamodb:CreateTable": ["dynamodb:TagResource"],
    "elasticloadbalancing:CreateListener": ["elasticloadbalancing:AddTags"],
    "elasticloadbalancing:CreateLoadBalancer": ["elasticloadbalancing:AddTags"],
    "elasticloadbalancing:CreateRule": ["elasticloadbalancing:AddTags"],
    "elasticloadbalancing:CreateTargetGroup": ["elasticloadbalancing:AddTags"],
    "firehose:CreateDeliveryStream": ["firehose:TagDeliveryStream", "iam:PassRole"],
    "iam:CreateRole": ["iam:TagRole"],
    "kinesis:CreateStream": ["kinesis:AddTagsToStream"],
    "kms:CreateKey": ["kms:TagResource"],
    "lambda:CreateEventSourceMapping": ["lambda:TagResource"],
    "lambda:CreateFunction": ["lambda:TagResource", "iam:PassRole"],
    "logs:CreateLogGroup": ["logs:TagResource"],
    "sns:CreateTopic": ["sns:TagResource"],
    "sqs:CreateQueue": ["sqs:TagQueue"],
    "states:CreateStateMachine": ["iam:PassRole", "states:TagResource"],
    "wafv2:CreateWebACL": ["wafv2:TagResource"],
    "wafv2:PutLoggingConfiguration": [
        "iam:CreateServiceLinkedRole",
        "logs:CreateLogDelivery",
        "logs:DescribeLogGroups",
        "logs:DescribeResourcePolicies",
        "logs:PutResourcePolicy",
    ],
}

#: What a bucket's or an object's part is called in S3's actions, by the key in the query that names it.
BUCKET_PARTS = {
    "accelerate": "AccelerateConfiguration",
    "acl": "BucketAcl",
    "cors": "BucketCORS",
    "encryption": "EncryptionConfiguration",
    "lifecycle": "LifecycleConfiguration",
    "location": "BucketLocation",
    "logging": "BucketLogging",
    "object-lock": "BucketObjectLockConfiguration",
    "ownershipControls": "BucketOwnershipControls",
    "policy": "BucketPolicy",
    "publicAccessBlock": "BucketPublicAccessBlock",
    "replication": "ReplicationConfiguration",
    "requestPayment": "BucketRequestPayment",
    "tagging": "BucketTagging",
    "versioning": "BucketVersioning",
    "website": "BucketWebsite",
}

#: Parts with an action of their own for deleting; else it is the one for writing.
DELETIONS = {("DELETE", "BucketPolicy"), ("DELETE", "BucketWebsite")}

#: Of a bucket and of an object itself, by HTTP method.
BUCKET = {"GET": "ListBucket", "HEAD": "ListBucket", "PUT": "CreateBucket", "DELETE": "DeleteBucket"}
OBJECT = {"GET": "GetObject", "HEAD": "GetObject", "PUT": "PutObject", "DELETE": "DeleteObject", "POST": "PutObject"}


@extends(BaseResponse, TITLE)
def call_action(original: Any, self: BaseResponse) -> Any:
    # API Gateway's control plane is authorized by HTTP method (Service Authorization Reference).
    action = self.method if self.service_name in ("apigateway", "apigatewayv2") else self._get_action()
    call = f"{PREFIXES.get(self.boto3_service_name, self.boto3_service_name)}:{action}"
    CALLS.update([ACTIONS.get(call, call), *ALSO.get(call, [])])
    if self.service_name != "apigateway" or self.method == "GET":
        return original(self)
    answer = original(self)
    body = json.loads(self.body) if self.body else None
    CHANGES.append({"call": f"{self.method} {self.path}", "body": body, "status": answer[0]})
    return answer


@extends(S3Response, TITLE)
def bucket_response(original: Any, self: S3Response, request: Any, full_url: str, headers: Any) -> Any:
    record_s3(request.method, request.path, dict(request.args))
    return original(self, request, full_url, headers)


@extends(S3Response, TITLE)
def key_response(original: Any, self: S3Response, request: Any, full_url: str, headers: Any) -> Any:
    record_s3(request.method, request.path, dict(request.args))
    return original(self, request, full_url, headers)


def record_s3(method: str, path: str, query: dict[str, str]) -> None:
    """No request to S3 names its action: it follows from method, path (`/bucket/key`) and query."""
    bucket, _, key = path.lstrip("/").partition("/")
    part = next((BUCKET_PARTS[name] for name in query if name in BUCKET_PARTS), None)
    if not bucket:
        action = "ListAllMyBuckets"
    elif key:
        action = f"{OBJECT[method]}{'Tagging' if 'tagging' in query else 'Version' if 'versionId' in query else ''}"
    elif part:
        action = ("Get" if method == "GET" else "Delete" if (method, part) in DELETIONS else "Put") + part
    elif method == "POST":
        action = "DeleteObject"
    else:
        action = "ListBucketVersions" if "versions" in query else BUCKET[method]
    CALLS.add(f"s3:{action}")


def forget() -> None:
    CALLS.clear()
    CHANGES.clear()
