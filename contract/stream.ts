/** A Kinesis data stream, whose records are delivered to S3 as lines of JSON. */
export interface StreamDefinition {
  /** What its records are; each is one JSON value. */
  description: string;
}
