import type * as z from "zod/mini";
import type { LambdaIntegration } from "./integrations/lambda";
import type { Api, ParameterSchemas, Route } from "./route";

type Parsed<S> = S extends z.ZodMiniType ? z.output<S> : undefined;
type Parameters<S> = S extends ParameterSchemas ? z.output<S> : Record<never, never>;
type Part<R extends Route, K extends keyof NonNullable<Route["request"]>> = R["request"] extends { [P in K]: infer S }
  ? S
  : undefined;

/** What a handler gets: the request, parsed by the route's own schemas. */
export interface OperationRequest<R extends Route> {
  path: Parameters<Part<R, "path">>;
  query: Parameters<Part<R, "query">>;
  headers: Parameters<Part<R, "headers">>;
  body: Parsed<Part<R, "body">>;
}

/** What a handler may answer: one of the route's responses, with its headers and its body. Errors are thrown. */
export type OperationResponse<R extends Route> = {
  [S in keyof R["responses"] & number]: { status: S } & HeadersOf<R["responses"][S]> & BodyOf<R["responses"][S]>;
}[keyof R["responses"] & number];

type HeadersOf<T> = T extends { headers: readonly (infer H extends string)[] }
  ? { headers: Record<H, string> }
  : { headers?: undefined };
type BodyOf<T> = T extends { body: infer B extends z.ZodMiniType } ? { body: z.output<B> } : { body?: undefined };

type TransferMode = NonNullable<LambdaIntegration["responseTransferMode"]>;
type ModeOf<I> = I extends { responseTransferMode: "STREAM" } ? "STREAM" : "BUFFERED";

/** Operation ids of an API whose requests the given Lambda function gets whole, by how it answers them. */
export type OperationsOf<A extends Api, F extends string, M extends TransferMode = "BUFFERED"> = {
  [K in keyof A["routes"]]: A["routes"][K]["integration"] extends { type: "lambda"; function: F }
    ? ModeOf<A["routes"][K]["integration"]> extends M
      ? K
      : never
    : never;
}[keyof A["routes"]];

/**
 * One handler per operation that the function serves: a forgotten operation, or an answer of a shape that the contract
 * does not know, does not compile.
 */
export type Handlers<A extends Api, F extends string, Context> = {
  [K in OperationsOf<A, F>]: (
    request: OperationRequest<A["routes"][K]>,
    context: Context,
  ) => Promise<OperationResponse<A["routes"][K]>>;
};

/**
 * What a handler that streams may answer: one of the route's responses, with its headers and its body in parts. Errors are thrown
 * before the body: after that there is no status to change.
 */
export type StreamedResponse<R extends Route> = {
  [S in keyof R["responses"] & number]: {
    status: S;
    /** Media type of the body. */
    contentType: string;
    body: AsyncIterable<string | Uint8Array>;
  } & HeadersOf<R["responses"][S]>;
}[keyof R["responses"] & number];

/** One handler per operation whose answers the function streams. */
export type StreamHandlers<A extends Api, F extends string, Context> = {
  [K in OperationsOf<A, F, "STREAM">]: (
    request: OperationRequest<A["routes"][K]>,
    context: Context,
  ) => Promise<StreamedResponse<A["routes"][K]>>;
};
