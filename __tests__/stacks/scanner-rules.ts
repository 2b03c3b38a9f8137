import type { Arguments, SynthesizedStack } from "./synthesis";

/** What checkov and trivy demand of the resources that stacks hold, and how it is kept. Rows of docs/security-scanners.md. */
export interface ScannerRule {
  /** Ids that demand the same, checkov's before trivy's. */
  ids: readonly string[];
  type: string;
  /** How it is kept; or, without `holds`, why it is not. */
  says: string;
  /** Whether a resource keeps it. */
  holds?: (resource: Arguments, stack: SynthesizedStack, name: string) => boolean;
  /** A resource that breaks it. @default {} */
  violatedBy?: Arguments;
  /** Stacks that need not keep it, by the beginning of their names, and why. */
  except?: Readonly<Record<string, string>>;
}

const text = (value: unknown) => JSON.stringify(value ?? null);
const list = (value: unknown): unknown[] => (Array.isArray(value) ? value : value === undefined ? [] : [value]);
const is = (argument: string, value: unknown) => (resource: Arguments) => resource[argument] === value;
const set = (argument: string) => (resource: Arguments) => Boolean(resource[argument]);

interface Statement {
  Effect?: string;
  Principal?: unknown;
  Action?: unknown;
  Resource?: unknown;
  Condition?: unknown;
}

const statementsOf = (policy: unknown) =>
  typeof policy === "string" ? ((JSON.parse(policy) as { Statement?: Statement[] }).Statement ?? []) : [];
const allowed = (policy: unknown) => statementsOf(policy).filter(({ Effect }) => Effect === "Allow");
const letsEverybodyIn = (policy: unknown) =>
  allowed(policy).some(({ Principal }) => /^("\*"|\{"AWS":(\["\*"\]|"\*")\})$/.test(text(Principal)));
const publicPolicy = text({ Statement: [{ Effect: "Allow", Principal: "*", Action: "*", Resource: "*" }] });

/** Whether another resource of the stack refers to this one. */
const isUsed = (type: string, user: RegExp) => (_resource: Arguments, stack: SynthesizedStack, name: string) =>
  Object.entries(stack.json.resource ?? {}).some(
    ([other, named]) => user.test(other) && text(named).includes(`\${${type}.${name}.`),
  );
/** The resource of a type that belongs to a bucket. */
const ofBucket = (type: string, stack: SynthesizedStack, name: string): Arguments | undefined =>
  Object.values(stack.all(type)).find(({ bucket }) => String(bucket).startsWith(`\${aws_s3_bucket.${name}.`));
const bucketHas =
  (type: string, holds: (setting: Arguments) => boolean = () => true) =>
  (_resource: Arguments, stack: SynthesizedStack, name: string) => {
    const setting = ofBucket(type, stack, name);
    return setting !== undefined && holds(setting);
  };

/** Whether a stage is a private API's. */
const isPrivate = ({ rest_api_id: id }: Arguments, stack: SynthesizedStack) =>
  Object.entries(stack.all("aws_api_gateway_rest_api")).some(
    ([name, { endpoint_configuration: endpoint }]) =>
      String(id).includes(`aws_api_gateway_rest_api.${name}.`) && text(endpoint).includes('"PRIVATE"'),
  );

const ownKey = { dev: "data and logs of dev aren't worth a key of its own; AWS's keys encrypt them" };
const latestTls = (resource: Arguments) => /TLS13|TLS-1-2/.test(String(resource.ssl_policy));

export const scannerRules: readonly ScannerRule[] = [
  {
    ids: ["CKV_AWS_59", "CKV2_AWS_70", "CKV2_AWS_53", "AWS-0004"],
    type: "aws_api_gateway_method",
    says: "there are no such resources: routes, their authorizers and validators are in the API's body, which scanners don't read",
  },
  {
    ids: ["CKV_AWS_309"],
    type: "aws_apigatewayv2_route",
    says: "whoever connects is authorized; a WebSocket API can authorize no later message, and the rule websocket-authorization holds $connect to it",
  },
  {
    ids: ["CKV_AWS_95", "AWS-0001"],
    type: "aws_apigatewayv2_stage",
    says: "access log",
    holds: ({ access_log_settings: settings }) => text(settings).includes("destination_arn"),
  },
  {
    ids: ["CKV_AWS_73", "AWS-0003"],
    type: "aws_api_gateway_stage",
    says: "X-Ray traces",
    holds: is("xray_tracing_enabled", true),
  },
  {
    ids: ["CKV_AWS_76", "AWS-0001"],
    type: "aws_api_gateway_stage",
    says: "access log",
    holds: ({ access_log_settings: settings }) => text(settings).includes("destination_arn"),
  },
  {
    ids: ["CKV2_AWS_4"],
    type: "aws_api_gateway_stage",
    says: "method settings with metrics and a log level",
    holds: (_stage, stack, name) =>
      Object.values(stack.all("aws_api_gateway_method_settings")).some(
        ({ stage_name, settings }) =>
          String(stage_name).includes(`aws_api_gateway_stage.${name}.`) &&
          /"logging_level":"(ERROR|INFO)"/.test(text(settings)) &&
          text(settings).includes('"metrics_enabled":true'),
      ),
  },
  {
    ids: ["CKV_AWS_120", "CKV_AWS_225", "AWS-0190"],
    type: "aws_api_gateway_stage",
    says: "a cache costs by the hour and changes what clients see: an environment pins it where it helps",
  },
  {
    ids: ["CKV2_AWS_51"],
    type: "aws_api_gateway_stage",
    says: "a client certificate is for HTTP backends; these are Lambda functions: an environment pins it where there are others",
  },
  {
    ids: ["CKV2_AWS_29", "CKV2_AWS_77"],
    type: "aws_api_gateway_stage",
    says: "a web ACL with AnonymousIpList and KnownBadInputs, where the public can reach the stage",
    holds: (stage, stack, name) =>
      isPrivate(stage, stack) ||
      Object.values(stack.all("aws_wafv2_web_acl_association")).some(
        ({ resource_arn, web_acl_arn }) =>
          String(resource_arn).includes(`aws_api_gateway_stage.${name}.`) &&
          Object.entries(stack.all("aws_wafv2_web_acl")).some(
            ([acl, { rule }]) =>
              String(web_acl_arn).includes(`aws_wafv2_web_acl.${acl}.`) &&
              ["AnonymousIpList", "KnownBadInputsRuleSet"].every((group) =>
                text(rule).includes(`AWSManagedRules${group}`),
              ),
          ),
      ),
    except: { dev: "holds no data worth the price of a web ACL" },
  },
  {
    ids: ["CKV_AWS_276"],
    type: "aws_api_gateway_method_settings",
    says: "payloads are never logged",
    holds: ({ settings }) => text(settings).includes('"data_trace_enabled":false'),
  },
  {
    ids: ["CKV_AWS_308", "AWS-0002"],
    type: "aws_api_gateway_method_settings",
    says: "a cache is encrypted",
    holds: ({ settings }) =>
      !text(settings).includes('"caching_enabled":true') || text(settings).includes('"cache_data_encrypted":true'),
    violatedBy: { settings: { caching_enabled: true } },
  },
  {
    ids: ["CKV_AWS_217"],
    type: "aws_api_gateway_deployment",
    says: "created before the old one goes",
    holds: ({ lifecycle }) => text(lifecycle).includes('"create_before_destroy":true'),
  },
  {
    ids: ["CKV_AWS_237"],
    type: "aws_api_gateway_rest_api",
    says: "an API's id is in every address: it is protected from replacement instead, where `deletionProtection` is pinned",
  },
  {
    ids: ["CKV_AWS_206", "AWS-0005"],
    type: "aws_api_gateway_domain_name",
    says: "TLS 1.2 or later",
    holds: ({ security_policy: policy }) => policy === "TLS_1_2" || /^SecurityPolicy_TLS1[23]_/.test(String(policy)),
  },
  {
    ids: ["CKV_AWS_45"],
    type: "aws_lambda_function",
    says: "variables hold names, never secrets",
    holds: ({ environment }) => !/AKIA|secret|password|token/i.test(text(environment)),
    violatedBy: { environment: { variables: { PASSWORD: "x" } } },
  },
  {
    ids: ["CKV_AWS_50", "AWS-0066"],
    type: "aws_lambda_function",
    says: "X-Ray traces",
    holds: ({ tracing_config: config }) => text(config).includes('"mode":"Active"'),
  },
  {
    ids: ["CKV_AWS_115"],
    type: "aws_lambda_function",
    says: "reserved concurrency",
    holds: set("reserved_concurrent_executions"),
    except: { dev: "shares what its account has unreserved" },
  },
  {
    ids: ["CKV_AWS_116"],
    type: "aws_lambda_function",
    says: "doors and the load balancer invoke synchronously, where nothing reaches a dead-letter queue; direct invocations have a destination for failures, which replaces it and tells more",
  },
  {
    ids: ["CKV_AWS_117"],
    type: "aws_lambda_function",
    says: "functions call AWS's APIs only; a VPC would need endpoints or a NAT gateway, and slows their start",
  },
  {
    ids: ["CKV_AWS_173"],
    type: "aws_lambda_function",
    says: "the environment's key encrypts variables",
    holds: set("kms_key_arn"),
    except: ownKey,
  },
  {
    ids: ["CKV_AWS_272"],
    type: "aws_lambda_function",
    says: "code comes from CI's role alone, and a plan shows its hash; signing needs a signing profile per account",
  },
  {
    ids: ["CKV_AWS_363"],
    type: "aws_lambda_function",
    says: "a runtime that AWS supports",
    holds: is("runtime", "nodejs22.x"),
  },
  {
    ids: ["CKV_AWS_301"],
    type: "aws_lambda_permission",
    says: "one service, or one account",
    holds: ({ principal }) => principal !== undefined && principal !== "*",
  },
  {
    ids: ["CKV_AWS_364", "AWS-0067"],
    type: "aws_lambda_permission",
    says: "of one stage or target group",
    holds: ({ source_arn, source_account }) => Boolean(source_arn ?? source_account),
  },
  { ids: ["CKV_AWS_258", "CKV2_AWS_75"], type: "aws_lambda_function_url", says: "there are none" },
  {
    ids: ["CKV_AWS_28", "AWS-0024"],
    type: "aws_dynamodb_table",
    says: "point-in-time recovery",
    holds: ({ point_in_time_recovery: recovery }) => text(recovery).includes('"enabled":true'),
  },
  {
    ids: ["CKV_AWS_119", "AWS-0025"],
    type: "aws_dynamodb_table",
    says: "the environment's key encrypts",
    holds: ({ server_side_encryption: encryption }) => text(encryption).includes("kms_key_arn"),
    except: ownKey,
  },
  { ids: ["CKV2_AWS_16"], type: "aws_dynamodb_table", says: "on demand", holds: is("billing_mode", "PAY_PER_REQUEST") },
  { ids: ["AWS-0023"], type: "aws_dax_cluster", says: "there is none" },
  {
    ids: ["CKV_AWS_233"],
    type: "aws_acm_certificate",
    says: "created before the old one goes",
    holds: ({ lifecycle }) => text(lifecycle).includes('"create_before_destroy":true'),
  },
  {
    ids: ["CKV_AWS_234"],
    type: "aws_acm_certificate",
    says: "logged for certificate transparency",
    holds: ({ options }) => text(options).includes('"certificate_transparency_logging_preference":"ENABLED"'),
  },
  {
    ids: ["CKV2_AWS_71"],
    type: "aws_acm_certificate",
    says: "for one host name, without wildcard",
    holds: ({ domain_name: name, subject_alternative_names: others }) => !text([name, others]).includes("*"),
    violatedBy: { domain_name: "*.example.com" },
  },
  {
    ids: ["CKV_AWS_66"],
    type: "aws_cloudwatch_log_group",
    says: "kept as long as `logs.retentionDays` says",
    holds: set("retention_in_days"),
  },
  {
    ids: ["CKV_AWS_158", "AWS-0017"],
    type: "aws_cloudwatch_log_group",
    says: "the environment's key encrypts",
    holds: set("kms_key_id"),
    except: ownKey,
  },
  {
    ids: ["CKV_AWS_338"],
    type: "aws_cloudwatch_log_group",
    says: "kept for a year",
    holds: ({ retention_in_days: days }) => Number(days) >= 365,
    except: { dev: "logs are for debugging: 14 days", staging: "logs are for debugging: 30 days" },
  },
  {
    ids: ["CKV_AWS_60", "CKV_AWS_61"],
    type: "aws_iam_role",
    says: "trusted by one service, one account's principal or one repository",
    holds: ({ assume_role_policy: policy }) =>
      allowed(policy).length > 0 &&
      !letsEverybodyIn(policy) &&
      !text(allowed(policy).map(({ Principal }) => Principal)).includes('"*"'),
  },
  {
    ids: ["CKV_AWS_393"],
    type: "aws_iam_role",
    says: "GitHub's tokens are told by repository and branch, request or environment",
    holds: ({ assume_role_policy: policy }) =>
      allowed(policy).every(
        ({ Action, Condition }) =>
          Action !== "sts:AssumeRoleWithWebIdentity" || /:sub":\["repo:[\w-]+\/[\w-]+:[^*"]+"/.test(text(Condition)),
      ),
    violatedBy: {
      assume_role_policy: text({ Statement: [{ Effect: "Allow", Action: "sts:AssumeRoleWithWebIdentity" }] }),
    },
  },
  ...["aws_iam_role_policy", "aws_iam_policy"].map((type): ScannerRule => ({
    ids: ["CKV_AWS_62", "CKV_AWS_63", "CKV2_AWS_40", "AWS-0345", "AWS-0346"],
    type,
    says: "actions by name; all resources only where AWS knows no other (`constructs/actions-without-resource.ts`)",
    holds: ({ policy }) =>
      statementsOf(policy).length > 0 &&
      statementsOf(policy).every(({ Action }) => list(Action).every((action) => !String(action).includes("*"))),
  })),
  {
    ids: ["AWS-0342"],
    type: "aws_iam_policy",
    says: "CI's deploy role has to pass the roles of functions to Lambda: those whose names begin with the environment's prefix, and none of CI's own",
  },
  {
    ids: ["CKV_AWS_274", "CKV2_AWS_56"],
    type: "aws_iam_role_policy_attachment",
    says: "none of AWS's administrator policies",
    holds: ({ policy_arn: arn }) => typeof arn === "string" && !/AdministratorAccess|IAMFullAccess/.test(arn),
  },
  {
    ids: ["CKV_AWS_7", "AWS-0065"],
    type: "aws_kms_key",
    says: "rotated every year",
    holds: is("enable_key_rotation", true),
  },
  {
    ids: ["CKV_AWS_33"],
    type: "aws_kms_key",
    says: "for the account and two services",
    holds: ({ policy }) => !letsEverybodyIn(policy),
    violatedBy: { policy: publicPolicy },
  },
  {
    ids: ["CKV_AWS_227"],
    type: "aws_kms_key",
    says: "enabled",
    holds: ({ is_enabled: enabled }) => enabled !== false,
    violatedBy: { is_enabled: false },
  },
  {
    ids: ["CKV2_AWS_64"],
    type: "aws_kms_key",
    says: "has a policy",
    holds: ({ policy }) => statementsOf(policy).length > 0,
  },
  {
    ids: ["CKV_AWS_27", "AWS-0096"],
    type: "aws_sqs_queue",
    says: "encrypted",
    holds: ({ kms_master_key_id: key, sqs_managed_sse_enabled: own }) => Boolean(key ?? own),
  },
  {
    ids: ["CKV2_AWS_73", "AWS-0135"],
    type: "aws_sqs_queue",
    says: "the environment's key encrypts, not SQS's",
    holds: ({ kms_master_key_id: key }) => Boolean(key) && key !== "alias/aws/sqs",
    except: ownKey,
  },
  {
    ids: ["CKV_AWS_72", "CKV_AWS_168", "CKV_AWS_387", "AWS-0097"],
    type: "aws_sqs_queue_policy",
    says: "lets nobody in by itself",
    holds: ({ policy }) => statementsOf(policy).length > 0 && allowed(policy).length === 0,
  },
  {
    ids: ["CKV_AWS_43", "AWS-0064"],
    type: "aws_kinesis_stream",
    says: "encrypted with a KMS key",
    holds: ({ encryption_type: type, kms_key_id: key }) => type === "KMS" && Boolean(key),
  },
  {
    ids: ["CKV_AWS_185"],
    type: "aws_kinesis_stream",
    says: "the environment's key encrypts, not Kinesis's",
    holds: ({ kms_key_id: key }) => Boolean(key) && key !== "alias/aws/kinesis",
    except: ownKey,
  },
  {
    ids: ["CKV_AWS_240", "CKV_AWS_241"],
    type: "aws_kinesis_firehose_delivery_stream",
    says: "its source is a Kinesis stream, whose encryption holds: AWS refuses one of its own",
  },
  {
    ids: ["CKV_AWS_284"],
    type: "aws_sfn_state_machine",
    says: "X-Ray traces",
    holds: ({ tracing_configuration: tracing }) => text(tracing).includes('"enabled":true'),
  },
  {
    ids: ["CKV_AWS_285"],
    type: "aws_sfn_state_machine",
    says: "logs, but not what executions work on",
    holds: ({ logging_configuration: logging }) =>
      /"level":"(ERROR|ALL)"/.test(text(logging)) && text(logging).includes('"include_execution_data":false'),
  },
  { ids: ["CKV_AWS_23"], type: "aws_security_group", says: "described", holds: set("description") },
  { ids: ["CKV_AWS_23"], type: "aws_vpc_security_group_ingress_rule", says: "described", holds: set("description") },
  {
    ids: ["CKV2_AWS_5"],
    type: "aws_security_group",
    says: "of an endpoint or load balancer",
    holds: isUsed("aws_security_group", /^aws_(vpc_endpoint|lb)$/),
  },
  {
    ids: ["CKV2_AWS_23"],
    type: "aws_route53_record",
    says: "an alias leads to a resource",
    holds: ({ type, alias }) => type !== "A" || /\$\{(data\.)?aws_/.test(text(alias)),
    violatedBy: { type: "A" },
  },
  {
    ids: ["CKV2_AWS_38", "CKV2_AWS_39"],
    type: "aws_route53_zone",
    says: "DNSSEC needs the parent zone's owner and a key in us-east-1; query logs cost by query and hold who asked",
  },
  { ids: ["CKV_AWS_2", "AWS-0054"], type: "aws_lb_listener", says: "HTTPS alone", holds: is("protocol", "HTTPS") },
  {
    ids: ["CKV2_AWS_20"],
    type: "aws_lb_listener",
    says: "nothing listens to HTTP, so nothing has to be redirected",
    holds: ({ protocol }) => protocol !== "HTTP",
    violatedBy: { protocol: "HTTP" },
  },
  {
    ids: ["CKV_AWS_103", "CKV2_AWS_74", "AWS-0047"],
    type: "aws_lb_listener",
    says: "TLS 1.2 and 1.3",
    holds: latestTls,
  },
  {
    ids: ["CKV_AWS_91"],
    type: "aws_lb",
    says: "access log",
    holds: ({ access_logs: logs }) => text(logs).includes('"enabled":true'),
  },
  {
    ids: ["CKV_AWS_131", "AWS-0052"],
    type: "aws_lb",
    says: "drops headers that are none",
    holds: is("drop_invalid_header_fields", true),
  },
  {
    ids: ["CKV_AWS_150"],
    type: "aws_lb",
    says: "refuses deletion",
    holds: is("enable_deletion_protection", true),
    except: { dev: "is created and destroyed at will" },
  },
  {
    ids: ["CKV_AWS_152"],
    type: "aws_lb",
    says: "application load balancers always serve all zones",
    holds: is("load_balancer_type", "application"),
  },
  {
    ids: ["CKV_AWS_328"],
    type: "aws_lb",
    says: "strictest",
    holds: ({ desync_mitigation_mode: mode }) => mode === "strictest" || mode === "defensive",
  },
  {
    ids: ["AWS-0053", "CKV2_AWS_28", "CKV2_AWS_76"],
    type: "aws_lb",
    says: "internal: no firewall is asked for",
    holds: is("internal", true),
  },
  {
    ids: ["CKV_AWS_261"],
    type: "aws_lb_target_group",
    says: "health check",
    holds: ({ health_check: check }) => text(check).includes('"path"'),
  },
  {
    ids: ["CKV_AWS_378"],
    type: "aws_lb_target_group",
    says: "leads to a function, not to HTTP",
    holds: is("target_type", "lambda"),
  },
  {
    ids: [
      "CKV_AWS_53",
      "CKV_AWS_54",
      "CKV_AWS_55",
      "CKV_AWS_56",
      "CKV2_AWS_6",
      "AWS-0086",
      "AWS-0087",
      "AWS-0091",
      "AWS-0093",
      "AWS-0094",
    ],
    type: "aws_s3_bucket",
    says: "all public access is blocked",
    holds: bucketHas("aws_s3_bucket_public_access_block", (block) =>
      ["block_public_acls", "block_public_policy", "ignore_public_acls", "restrict_public_buckets"].every(
        (argument) => block[argument] === true,
      ),
    ),
  },
  {
    ids: ["CKV_AWS_19"],
    type: "aws_s3_bucket",
    says: "encrypted",
    holds: bucketHas("aws_s3_bucket_server_side_encryption_configuration"),
  },
  {
    ids: ["CKV_AWS_70", "CKV_AWS_93", "CKV_AWS_379"],
    type: "aws_s3_bucket",
    says: "its policy lets nobody in but a service, and denies all without TLS",
    holds: bucketHas(
      "aws_s3_bucket_policy",
      ({ policy }) => !letsEverybodyIn(policy) && String(policy).includes('"aws:SecureTransport":"false"'),
    ),
  },
  {
    ids: ["CKV_AWS_300", "CKV2_AWS_61"],
    type: "aws_s3_bucket",
    says: "a lifecycle that ends what was not uploaded to its end",
    holds: bucketHas("aws_s3_bucket_lifecycle_configuration", (lifecycle) =>
      text(lifecycle).includes("abort_incomplete_multipart_upload"),
    ),
  },
  {
    ids: ["CKV_AWS_20", "CKV_AWS_57", "CKV_AWS_375"],
    type: "aws_s3_bucket",
    says: "no ACL",
    holds: ({ acl }) => acl === undefined,
    violatedBy: { acl: "public-read" },
  },
  {
    ids: ["AWS-0320"],
    type: "aws_s3_bucket",
    says: "a name without dots",
    holds: ({ bucket }) => typeof bucket === "string" && !bucket.includes("."),
  },
  {
    ids: ["CKV_AWS_21", "AWS-0090"],
    type: "aws_s3_bucket",
    says: "the state's versions are kept",
    holds: bucketHas("aws_s3_bucket_versioning", (versioning) => text(versioning).includes('"Enabled"')),
    except: {
      staging: "access logs and delivered records are written once",
      prod: "access logs and delivered records are written once",
      dev: "delivered records are written once",
    },
  },
  {
    ids: ["CKV_AWS_145", "AWS-0132"],
    type: "aws_s3_bucket",
    says: "delivered records have the environment's key; the state's bucket is there before any key is, and Elastic Load Balancing writes its logs with S3's own keys only",
  },
  {
    ids: ["CKV_AWS_18", "AWS-0089"],
    type: "aws_s3_bucket",
    says: "who reads state is in CloudTrail; logs of a bucket of logs would be a bucket more",
  },
  {
    ids: ["CKV_AWS_143", "CKV_AWS_144", "CKV2_AWS_62"],
    type: "aws_s3_bucket",
    says: "state is versioned and can be read from resources again; nobody acts on its events",
  },
  {
    ids: ["CKV2_AWS_65"],
    type: "aws_s3_bucket",
    says: "ACLs are switched off",
    holds: bucketHas("aws_s3_bucket_ownership_controls", (controls) =>
      text(controls).includes('"BucketOwnerEnforced"'),
    ),
  },
  { ids: ["AWS-0170"], type: "aws_s3_bucket", says: "MFA to delete is set by the root user alone, never by Terraform" },
  { ids: ["CKV_AWS_175"], type: "aws_wafv2_web_acl", says: "has rules", holds: ({ rule }) => list(rule).length > 0 },
  {
    ids: ["CKV_AWS_342"],
    type: "aws_wafv2_web_acl",
    says: "each rule acts",
    holds: ({ rule }) => list(rule).length > 0 && list(rule).every((each) => /"(override_)?action"/.test(text(each))),
  },
  {
    ids: ["CKV_AWS_192"],
    type: "aws_wafv2_web_acl",
    says: "known bad inputs, Log4j's among them",
    holds: ({ rule }) => text(rule).includes("AWSManagedRulesKnownBadInputsRuleSet"),
  },
  {
    ids: ["CKV2_AWS_31"],
    type: "aws_wafv2_web_acl",
    says: "logged",
    holds: isUsed("aws_wafv2_web_acl", /^aws_wafv2_web_acl_logging_configuration$/),
  },
];

/** Types that have rules but no row: nothing of them is deployed. */
export const notDeployed: readonly string[] = ["aws_cloudfront_distribution", "aws_cognito_identity_pool"];
