/** A Lambda function as `aws_lambda_function` describes it, with the zip that would be uploaded. */
export interface FunctionDefinition {
  name: string;
  /** `file.export` inside the zip, such as `index.handler`. */
  handler: string;
  runtime: string;
  /** Seconds. */
  timeout: number;
  /** MB. */
  memorySize: number;
  environment: Record<string, string>;
  /** Path of the zip. */
  zip: string;
  arn: string;
  version: string;
}

export interface InvocationResult {
  /** JSON text: the handler's result, or `{errorType, errorMessage, trace}` when `functionError` is set. */
  payload: string;
  functionError?: "Unhandled" | "Handled";
  timedOut?: boolean;
}

export interface LambdaLogEntry {
  functionName: string;
  requestId: string;
  line: string;
}

/** Runs Lambda functions from their zips in worker threads, one event at a time per worker. */
export class LambdaRuntime {
  constructor(_options: { onLog: (entry: LambdaLogEntry) => void }) {}

  register(_fn: FunctionDefinition): void {
    throw new Error("lambda runtime: expected an implementation, got the signature only");
  }

  invoke(
    _name: string,
    _payload: string,
    _options: { requestId: string; traceId?: string; signal?: AbortSignal },
  ): Promise<InvocationResult> {
    return Promise.reject(new Error("lambda runtime: expected an implementation, got the signature only"));
  }

  async close(): Promise<void> {}
}
