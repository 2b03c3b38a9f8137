import { execFileSync } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { awsCommands, shellCode } from "./aws-commands";

/** What the AWS CLI would refuse of these commands, by its own description of the services. */
const problems = (commands: string[][]) =>
  JSON.parse(
    execFileSync(process.env.GATEHOUSE_PYTHON!, [join(__dirname, "aws_commands.py")], {
      input: JSON.stringify(commands),
      encoding: "utf8",
    }),
  ) as string[];

const root = resolve(__dirname, "../..");
const pages = ["README.md", "CONTRIBUTING.md", ...readdirSync(join(root, "docs")).map((page) => join("docs", page))];

test("every AWS CLI command in the documentation has names and options that the CLI knows", () => {
  const commands = pages.flatMap((page) => shellCode(readFileSync(join(root, page), "utf8"))).flatMap(awsCommands);
  expect(commands.length).toBeGreaterThan(80);
  expect(problems(commands.filter(([, service]) => service !== "s3"))).toEqual([]);
});

const mistakes: [what: string, line: string, problem: string][] = [
  ["a service", "aws apigatway delete-stage", "aws apigatway delete-stage: expected a service, got apigatway"],
  ["an operation", "aws sqs drop-queue", "aws sqs drop-queue: expected an operation of sqs, got drop-queue"],
  [
    "an option",
    "aws sqs delete-queue --queue-url u --force",
    "aws sqs delete-queue: expected one of its options, got --force",
  ],
  ["a lack of an option", "aws sqs delete-queue --region r", "aws sqs delete-queue: expected --queue-url, got none"],
  [
    "a substituted command",
    'aws sqs delete-queue --queue-url "$(aws sqs get-queue-url --queue-name q --name "a | b" --output text)" --region r',
    "aws sqs get-queue-url: expected one of its options, got --name",
  ],
  [
    "a waiter",
    "aws cloudfront wait deployed --id i",
    "aws cloudfront wait: expected an operation of cloudfront, got deployed",
  ],
];

test(`finds a mistake in ${mistakes.map(([what]) => what).join(", ")}`, () => {
  expect(problems(mistakes.flatMap(([, line]) => awsCommands(line)))).toEqual(mistakes.map(([, , problem]) => problem));
});
