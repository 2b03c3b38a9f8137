import { loadEnvironments } from "../../environments";
import { defineEnvironment, type EnvironmentPins } from "../../environments/environment";

const { file: _file, ...dev } = loadEnvironments().find(({ name }) => name === "dev")!;

/** What is wrong with these pins of dev, as JavaScript would write them. */
const problem = (events: object): string => {
  try {
    defineEnvironment({ ...dev, events } as unknown as EnvironmentPins);
  } catch (error) {
    return (error as Error).message.replace("environments/dev/environment.ts: ", "");
  }
  return "none";
};

test.each([
  ["nothing", {}],
  ["the least", { shards: 1, streamRetentionHours: 24, buffer: { megabytes: 1, seconds: 0 }, maxConcurrency: 2 }],
  ["the most", { streamRetentionHours: 8760, buffer: { megabytes: 128, seconds: 900 }, maxConcurrency: 1000 }],
])("%s can be pinned", (_, events) => {
  expect(problem(events)).toBe("none");
});

test.each([
  ["no shard", { shards: 0 }, "events.shards: expected a whole number from 1 to 500, got 0"],
  ["half a shard", { shards: 1.5 }, "events.shards: expected int, got 1.5"],
  [
    "records that a stream keeps for less than a day",
    { streamRetentionHours: 12 },
    "events.streamRetentionHours: expected a whole number from 24 to 8760, got 12",
  ],
  [
    "a buffer that S3 objects never fill",
    { buffer: { megabytes: 129, seconds: 60 } },
    "events.buffer.megabytes: expected a whole number from 1 to 128, got 129",
  ],
  [
    "a buffer that waits longer than Firehose does",
    { buffer: { megabytes: 5, seconds: 901 } },
    "events.buffer.seconds: expected a whole number from 0 to 900, got 901",
  ],
  ["half a buffer", { buffer: { megabytes: 5 } }, "events.buffer.seconds: expected number, got none"],
  [
    "records that are kept for no day",
    { recordRetentionDays: 0 },
    "events.recordRetentionDays: expected a whole number from 1 to 3650, got 0",
  ],
  [
    "one batch at a time, which SQS doesn't know",
    { maxConcurrency: 1 },
    "events.maxConcurrency: expected a whole number from 2 to 1000, got 1",
  ],
  ["a pin that there is none of", { bufer: {} }, "events.bufer: expected no such pin, got one"],
])("%s is refused", (_, events, expected) => {
  expect(problem(events)).toBe(expected);
});
