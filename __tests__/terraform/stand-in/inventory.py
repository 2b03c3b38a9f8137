"""What exists in the stand-in: one entry for each thing that a Terraform resource would stand for.

An entry has the attributes that identify it, by the names that Terraform gives them. Left out is what AWS makes by
itself: default VPCs, a VPC's own route table, network ACL and security group, a zone's NS and SOA records, network
interfaces of VPC endpoints, AWS-managed policies and keys, versions of a function, objects in a bucket, keys that wait for
their deletion.
"""

import json
from typing import Any, Callable, Iterator

from moto.backends import get_backend

#: Identifying attributes, and tags: a dict, or a list of Key/Value pairs.
Found = tuple[dict[str, str], Any]


def resources(account: str, address: str) -> list[dict[str, Any]]:
    """What exists; URLs of queues begin with the stand-in's address."""
    return [
        {"type": kind, "attributes": with_address(attributes, address), "region": region, "tags": as_dict(tags)}
        for kind, (service, find) in TYPES.items()
        for region, backend in regions(service, account)
        for attributes, tags in find(backend)
    ]


def with_address(attributes: dict[str, str], address: str) -> dict[str, str]:
    return {**attributes, "url": address + attributes["url"]} if "url" in attributes else attributes


def regions(service: str, account: str) -> Iterator[tuple[str, Any]]:
    """Backends of the regions that were called; services without regions (`aws`) answer in us-east-1."""
    for region, backend in list(get_backend(service)[account].items()):
        yield "us-east-1" if region == "aws" else region, backend


def as_dict(tags: Any) -> dict[str, str]:
    if isinstance(tags, list):
        return {tag.get("Key", tag.get("key")): tag.get("Value", tag.get("value")) for tag in tags}
    return {key: tag["Value"] if isinstance(tag, dict) else tag for key, tag in (tags or {}).items()}


def tables(backend: Any) -> Iterator[Found]:
    return (({"name": table.name}, table.tags) for table in backend.tables.values())


def table_items(backend: Any) -> Iterator[Found]:
    for table in backend.tables.values():
        for item in table.all_items():
            key = {name: item.attrs[name].to_json() for name in (table.hash_key_attr, table.range_key_attr) if name}
            parts = [part for name, value in key.items() for part in (name, *value.values())]
            yield {"id": "|".join([table.name, *parts]), "table_name": table.name, "key": json.dumps(key)}, None


def roles(backend: Any) -> Iterator[Found]:
    return (({"name": role.name}, role.tags) for role in backend.roles.values())


def policies(backend: Any) -> Iterator[Found]:
    return (({"arn": policy.arn}, policy.tags) for policy in backend.managed_policies.values() if ":aws:policy/" not in policy.arn)


def role_policies(backend: Any) -> Iterator[Found]:
    for role in backend.roles.values():
        yield from (({"role": role.name, "name": name}, None) for name in role.policies)


def role_policy_attachments(backend: Any) -> Iterator[Found]:
    for role in backend.roles.values():
        yield from (({"role": role.name, "policy_arn": arn}, None) for arn in role.managed_policies)


def identity_providers(backend: Any) -> Iterator[Found]:
    return (({"arn": arn}, provider.tag_list_type) for arn, provider in backend.open_id_providers.items())


def log_groups(backend: Any) -> Iterator[Found]:
    for name, group in backend.groups.items():
        yield {"name": name}, backend.tagger.get_tag_dict_for_resource(group.arn)


def log_streams(backend: Any) -> Iterator[Found]:
    for group, each in backend.groups.items():
        yield from (({"log_group_name": group, "name": name}, None) for name in each.streams)


def streams(backend: Any) -> Iterator[Found]:
    return (({"name": name}, stream.tags) for name, stream in backend.streams.items())


def delivery_streams(backend: Any) -> Iterator[Found]:
    for name, stream in backend.delivery_streams.items():
        arn = stream.delivery_stream_arn
        yield {"name": name, "arn": arn}, backend.tagger.get_tag_dict_for_resource(arn)


def state_machines(backend: Any) -> Iterator[Found]:
    for machine in backend.state_machines:
        yield {"arn": machine.arn}, backend.tagger.get_tag_dict_for_resource(machine.arn)


def functions(backend: Any) -> Iterator[Found]:
    for name, versions in backend._lambdas._functions.items():
        yield {"function_name": name}, versions["latest"].tags


def aliases(backend: Any) -> Iterator[Found]:
    for arn, named in backend._lambdas._aliases.items():
        yield from (({"function_name": arn.split(":")[6], "name": name}, None) for name in named)


def permissions(backend: Any) -> Iterator[Found]:
    for name, versions in backend._lambdas._functions.items():
        for statement in versions["latest"].policy.statements:
            qualifier = statement["Resource"].split(":")[7:]
            found = {"function_name": name, "statement_id": statement["Sid"]}
            yield {**found, **({"qualifier": qualifier[0]} if qualifier else {})}, None


def rest_apis(backend: Any) -> Iterator[Found]:
    return (({"id": api.id}, api.tags) for api in backend.apis.values())


def deployments(backend: Any) -> Iterator[Found]:
    for api in backend.apis.values():
        yield from (({"rest_api_id": api.id, "id": deployment}, None) for deployment in api.deployments)


def stages(backend: Any) -> Iterator[Found]:
    for api in backend.apis.values():
        yield from (({"rest_api_id": api.id, "stage_name": name}, stage.tags) for name, stage in api.stages.items())


def domain_names(backend: Any) -> Iterator[Found]:
    return ((domain_name(domain), domain.tags) for domain in backend.domain_names.values())


def domain_name(domain: Any) -> dict[str, str]:
    private = {"domain_name_id": domain.domain_name_id} if domain.domain_name_id else {}
    return {"domain_name": domain.domain_name, **private}


def base_path_mappings(backend: Any) -> Iterator[Found]:
    for name, mappings in backend.base_path_mappings.items():
        for path in mappings:
            yield {**domain_name(backend.domain_names[name]), "base_path": "" if path == "(none)" else path}, None


def access_associations(backend: Any) -> Iterator[Found]:
    return (({"arn": arn}, found["tags"]) for arn, found in getattr(backend, "access_associations", {}).items())


def usage_plans(backend: Any) -> Iterator[Found]:
    return (({"id": plan.id}, plan.tags) for plan in backend.usage_plans.values())


def usage_plan_keys(backend: Any) -> Iterator[Found]:
    for plan, keys in backend.usage_plan_keys.items():
        yield from (({"usage_plan_id": plan, "key_id": key}, None) for key in keys)


def api_keys(backend: Any) -> Iterator[Found]:
    return (({"id": key.id}, key.tags) for key in backend.keys.values())


def vpc_links(backend: Any) -> Iterator[Found]:
    return (({"id": link.id}, link.tags) for link in backend.vpc_links.values())


def client_certificates(backend: Any) -> Iterator[Found]:
    return (({"id": name}, found["tags"]) for name, found in getattr(backend, "client_certificates", {}).items())


def web_socket_apis(backend: Any) -> Iterator[Found]:
    return (({"id": api.api_id}, backend.get_tags(api.arn)) for api in backend.apis.values())


def web_socket_authorizers(backend: Any) -> Iterator[Found]:
    return part_of_api(backend, "authorizers")


def web_socket_deployments(backend: Any) -> Iterator[Found]:
    return part_of_api(backend, "deployments")


def web_socket_integrations(backend: Any) -> Iterator[Found]:
    return part_of_api(backend, "integrations")


def web_socket_routes(backend: Any) -> Iterator[Found]:
    return part_of_api(backend, "routes")


def part_of_api(backend: Any, parts: str) -> Iterator[Found]:
    for api in backend.apis.values():
        yield from (({"api_id": api.api_id, "id": part}, None) for part in getattr(api, parts, {}))


def web_socket_integration_responses(backend: Any) -> Iterator[Found]:
    for api in backend.apis.values():
        for name, integration in api.integrations.items():
            found = {"api_id": api.api_id, "integration_id": name}
            yield from (({**found, "id": response}, None) for response in integration.responses)


def web_socket_route_responses(backend: Any) -> Iterator[Found]:
    for api in backend.apis.values():
        for name, route in api.routes.items():
            found = {"api_id": api.api_id, "route_id": name}
            yield from (({**found, "id": response}, None) for response in route.route_responses)


def web_socket_stages(backend: Any) -> Iterator[Found]:
    for api in backend.apis.values():
        yield from (({"api_id": api.api_id, "name": name}, stage.tags) for name, stage in api.stages.items())


def web_socket_domain_names(backend: Any) -> Iterator[Found]:
    return (({"domain_name": name}, domain.tags) for name, domain in backend.domain_names.items())


def web_socket_mappings(backend: Any) -> Iterator[Found]:
    for name, mapping in backend.api_mappings.items():
        yield {"id": name, "domain_name": mapping.domain_name}, None


def event_source_mappings(backend: Any) -> Iterator[Found]:
    return (({"uuid": name}, mapping.tags) for name, mapping in backend._event_source_mappings.items())


def web_acls(backend: Any) -> Iterator[Found]:
    for arn, web_acl in backend.wacls.items():
        scope = "CLOUDFRONT" if ":global/" in arn else "REGIONAL"
        tags = backend.tagging_service.get_tag_dict_for_resource(arn)
        yield {"id": web_acl.id, "name": web_acl.name, "scope": scope}, tags


def distributions(backend: Any) -> Iterator[Found]:
    for distribution in backend.distributions.values():
        yield {"id": distribution.id}, backend.tagger.get_tag_dict_for_resource(distribution.arn)


def user_pools(backend: Any) -> Iterator[Found]:
    return (({"id": pool.id}, pool.extended_config.get("UserPoolTags")) for pool in backend.user_pools.values())


def user_pool_domains(backend: Any) -> Iterator[Found]:
    for name, domain in backend.user_pool_domains.items():
        yield {"domain": name, "user_pool_id": domain.user_pool_id}, None


def resource_servers(backend: Any) -> Iterator[Found]:
    for pool in backend.user_pools.values():
        yield from (({"user_pool_id": pool.id, "identifier": name}, None) for name in pool.resource_servers)


def user_pool_clients(backend: Any) -> Iterator[Found]:
    for pool in backend.user_pools.values():
        yield from (({"user_pool_id": pool.id, "id": client}, None) for client in pool.clients)


def load_balancers(backend: Any) -> Iterator[Found]:
    return (balancing(backend, arn) for arn in backend.load_balancers)


def listeners(backend: Any) -> Iterator[Found]:
    return (balancing(backend, arn) for balancer in backend.load_balancers.values() for arn in balancer.listeners)


def listener_rules(backend: Any) -> Iterator[Found]:
    for balancer in backend.load_balancers.values():
        for listener in balancer.listeners.values():
            yield from (balancing(backend, arn) for arn in listener._non_default_rules)


def target_groups(backend: Any) -> Iterator[Found]:
    return (balancing(backend, arn) for arn in backend.target_groups)


def balancing(backend: Any, arn: str) -> Found:
    return {"arn": arn}, backend.tagging_service.get_tag_dict_for_resource(arn)


def queues(backend: Any) -> Iterator[Found]:
    return (({"url": f"/{backend.account_id}/{name}"}, queue.tags) for name, queue in backend.queues.items())


def certificates(backend: Any) -> Iterator[Found]:
    return (({"arn": arn}, certificate.tags) for arn, certificate in backend._certificates.items())


def hosted_zones(backend: Any) -> Iterator[Found]:
    return (({"zone_id": zone}, backend.resource_tags.get(zone)) for zone in backend.zones)


def records(backend: Any) -> Iterator[Found]:
    for zone_id, zone in backend.zones.items():
        for record in zone.rrsets:
            if record.type not in ("NS", "SOA"):
                yield {"zone_id": zone_id, "name": record.name.rstrip("."), "type": record.type}, None


def vpcs(backend: Any) -> Iterator[Found]:
    return (numbered(vpc) for vpc in backend.vpcs.values() if not vpc.is_default)


def subnets(backend: Any) -> Iterator[Found]:
    for zone in backend.subnets.values():
        yield from (numbered(subnet) for subnet in zone.values() if not backend.vpcs[subnet.vpc_id].is_default)


def security_groups(backend: Any) -> Iterator[Found]:
    return (numbered(group) for group in own_security_groups(backend))


def ingress_rules(backend: Any) -> Iterator[Found]:
    return (numbered(rule) for group in own_security_groups(backend) for rule in group.ingress_rules)


def egress_rules(backend: Any) -> Iterator[Found]:
    return (numbered(rule) for group in own_security_groups(backend) for rule in group.egress_rules)


def own_security_groups(backend: Any) -> Iterator[Any]:
    return (group for groups in backend.groups.values() for group in groups.values() if group.name != "default")


def vpc_endpoints(backend: Any) -> Iterator[Found]:
    return (numbered(endpoint) for endpoint in backend.vpc_end_points.values() if endpoint.state != "deleted")


def numbered(thing: Any) -> Found:
    return {"id": thing.id}, thing.get_tags()


def buckets(backend: Any) -> Iterator[Found]:
    for name, bucket in backend.buckets.items():
        yield {"bucket": name}, backend.tagger.get_tag_dict_for_resource(bucket.arn)


def metric_alarms(backend: Any) -> Iterator[Found]:
    return (alarm(backend, each) for each in backend.alarms.values() if not each.rule)


def composite_alarms(backend: Any) -> Iterator[Found]:
    return (alarm(backend, each) for each in backend.alarms.values() if each.rule)


def alarm(backend: Any, found: Any) -> Found:
    return {"alarm_name": found.name}, backend.tagger.get_tag_dict_for_resource(found.alarm_arn)


def dashboards(backend: Any) -> Iterator[Found]:
    return (({"dashboard_name": name}, None) for name in backend.dashboards)


def topics(backend: Any) -> Iterator[Found]:
    return (({"arn": arn}, topic._tags) for arn, topic in backend.topics.items())


def subscriptions(backend: Any) -> Iterator[Found]:
    return (({"arn": arn}, None) for arn in backend.subscriptions)


def keys(backend: Any) -> Iterator[Found]:
    for key in own_keys(backend):
        yield {"key_id": key.id}, backend.tagger.get_tag_dict_for_resource(key.id)


def key_aliases(backend: Any) -> Iterator[Found]:
    return (({"name": name}, None) for key in own_keys(backend) for name in key.aliases)


def own_keys(backend: Any) -> Iterator[Any]:
    """Those of AWS and those that wait for their end are not counted."""
    for key in backend.keys.values():
        if key.key_state != "PendingDeletion" and not any(alias.startswith("alias/aws/") for alias in key.aliases):
            yield key


def rule_groups(backend: Any) -> Iterator[Found]:
    for arn, group in backend.rule_groups.items():
        scope = "CLOUDFRONT" if ":global/" in arn else "REGIONAL"
        yield {"id": group.id, "name": group.name, "scope": scope}, backend.tagging_service.get_tag_dict_for_resource(arn)


def log_deliveries(backend: Any) -> Iterator[Found]:
    return (({"id": delivery.id}, delivery.tags) for delivery in backend.deliveries.values())


def log_delivery_sources(backend: Any) -> Iterator[Found]:
    return (({"name": name}, source.tags) for name, source in backend.delivery_sources.items())


def log_delivery_destinations(backend: Any) -> Iterator[Found]:
    return (({"name": name}, destination.tags) for name, destination in backend.delivery_destinations.items())


def log_resource_policies(backend: Any) -> Iterator[Found]:
    return (({"policy_name": name}, None) for name in backend.resource_policies)


TYPES: dict[str, tuple[str, Callable[[Any], Iterator[Found]]]] = {
    "aws_acm_certificate": ("acm", certificates),
    "aws_api_gateway_api_key": ("apigateway", api_keys),
    "aws_api_gateway_base_path_mapping": ("apigateway", base_path_mappings),
    "aws_api_gateway_client_certificate": ("apigateway", client_certificates),
    "aws_api_gateway_deployment": ("apigateway", deployments),
    "aws_api_gateway_domain_name": ("apigateway", domain_names),
    "aws_api_gateway_domain_name_access_association": ("apigateway", access_associations),
    "aws_api_gateway_rest_api": ("apigateway", rest_apis),
    "aws_api_gateway_stage": ("apigateway", stages),
    "aws_api_gateway_usage_plan": ("apigateway", usage_plans),
    "aws_api_gateway_usage_plan_key": ("apigateway", usage_plan_keys),
    "aws_api_gateway_vpc_link": ("apigateway", vpc_links),
    "aws_apigatewayv2_api": ("apigatewayv2", web_socket_apis),
    "aws_apigatewayv2_api_mapping": ("apigatewayv2", web_socket_mappings),
    "aws_apigatewayv2_authorizer": ("apigatewayv2", web_socket_authorizers),
    "aws_apigatewayv2_deployment": ("apigatewayv2", web_socket_deployments),
    "aws_apigatewayv2_domain_name": ("apigatewayv2", web_socket_domain_names),
    "aws_apigatewayv2_integration": ("apigatewayv2", web_socket_integrations),
    "aws_apigatewayv2_integration_response": ("apigatewayv2", web_socket_integration_responses),
    "aws_apigatewayv2_route": ("apigatewayv2", web_socket_routes),
    "aws_apigatewayv2_route_response": ("apigatewayv2", web_socket_route_responses),
    "aws_apigatewayv2_stage": ("apigatewayv2", web_socket_stages),
    "aws_cloudfront_distribution": ("cloudfront", distributions),
    "aws_cloudwatch_composite_alarm": ("cloudwatch", composite_alarms),
    "aws_cloudwatch_dashboard": ("cloudwatch", dashboards),
    "aws_cloudwatch_log_delivery": ("logs", log_deliveries),
    "aws_cloudwatch_log_delivery_destination": ("logs", log_delivery_destinations),
    "aws_cloudwatch_log_delivery_source": ("logs", log_delivery_sources),
    "aws_cloudwatch_log_group": ("logs", log_groups),
    "aws_cloudwatch_log_resource_policy": ("logs", log_resource_policies),
    "aws_cloudwatch_log_stream": ("logs", log_streams),
    "aws_cloudwatch_metric_alarm": ("cloudwatch", metric_alarms),
    "aws_cognito_resource_server": ("cognito-idp", resource_servers),
    "aws_cognito_user_pool": ("cognito-idp", user_pools),
    "aws_cognito_user_pool_client": ("cognito-idp", user_pool_clients),
    "aws_cognito_user_pool_domain": ("cognito-idp", user_pool_domains),
    "aws_dynamodb_table": ("dynamodb", tables),
    "aws_dynamodb_table_item": ("dynamodb", table_items),
    "aws_iam_openid_connect_provider": ("iam", identity_providers),
    "aws_iam_policy": ("iam", policies),
    "aws_iam_role": ("iam", roles),
    "aws_iam_role_policy": ("iam", role_policies),
    "aws_iam_role_policy_attachment": ("iam", role_policy_attachments),
    "aws_kinesis_firehose_delivery_stream": ("firehose", delivery_streams),
    "aws_kinesis_stream": ("kinesis", streams),
    "aws_kms_alias": ("kms", key_aliases),
    "aws_kms_key": ("kms", keys),
    "aws_lambda_alias": ("lambda", aliases),
    "aws_lambda_event_source_mapping": ("lambda", event_source_mappings),
    "aws_lambda_function": ("lambda", functions),
    "aws_lambda_permission": ("lambda", permissions),
    "aws_lb": ("elbv2", load_balancers),
    "aws_lb_listener": ("elbv2", listeners),
    "aws_lb_listener_rule": ("elbv2", listener_rules),
    "aws_lb_target_group": ("elbv2", target_groups),
    "aws_route53_record": ("route53", records),
    "aws_route53_zone": ("route53", hosted_zones),
    "aws_s3_bucket": ("s3", buckets),
    "aws_security_group": ("ec2", security_groups),
    "aws_sfn_state_machine": ("stepfunctions", state_machines),
    "aws_sns_topic": ("sns", topics),
    "aws_sns_topic_subscription": ("sns", subscriptions),
    "aws_sqs_queue": ("sqs", queues),
    "aws_subnet": ("ec2", subnets),
    "aws_vpc": ("ec2", vpcs),
    "aws_vpc_endpoint": ("ec2", vpc_endpoints),
    "aws_vpc_security_group_egress_rule": ("ec2", egress_rules),
    "aws_vpc_security_group_ingress_rule": ("ec2", ingress_rules),
    "aws_wafv2_rule_group": ("wafv2", rule_groups),
    "aws_wafv2_web_acl": ("wafv2", web_acls),
}
