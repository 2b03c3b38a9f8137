/** Words of Terraform types that AWS writes otherwise. */
const spellings: Readonly<Record<string, string>> = {
  acm: "ACM",
  api: "API",
  apigatewayv2: "API Gateway v2",
  cloudfront: "CloudFront",
  cloudwatch: "CloudWatch",
  cognito: "Cognito",
  db: "database",
  dynamodb: "DynamoDB",
  ecr: "ECR",
  efs: "EFS",
  ebs: "EBS",
  iam: "IAM",
  kinesis: "Kinesis",
  kms: "KMS",
  lambda: "Lambda",
  lb: "load balancer",
  msk: "MSK",
  nat: "NAT",
  rds: "RDS",
  rest: "REST",
  route53: "Route 53",
  s3: "S3",
  secretsmanager: "Secrets Manager",
  sfn: "Step Functions",
  sns: "SNS",
  sqs: "SQS",
  ssm: "SSM",
  vpc: "VPC",
  wafv2: "WAF",
};

/** `aws_dynamodb_table` as `DynamoDB table`, for the beginning of a sentence. */
export const typeName = (type: string): string =>
  type
    .replace(/^aws_/, "")
    .split("_")
    .map((word) => (Object.hasOwn(spellings, word) ? spellings[word] : word))
    .join(" ")
    .replace("API gateway", "API Gateway")
    .replace(/^./, (letter) => letter.toUpperCase());
