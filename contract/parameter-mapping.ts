import { type ContextVariable, named } from "./mapping-template";

/** A value by where it is: an `Expression` of mapping-template.ts, or one that parameter mapping alone knows. */
export interface Source<O> {
  readonly origin: O;
}

/** A header of the request, as the route declares it, in lower case; its last value where there are several. */
export const headerParameter = (name: string): Source<{ header: string }> => ({ origin: { header: named(name) } });

/** Every value of a header of the request. */
export const headerParameters = (name: string): Source<{ multivalueheader: string }> => ({
  origin: { multivalueheader: named(name) },
});

/** Every value of a parameter of the query string. */
export const queryParameters = (name: string): Source<{ multivaluequerystring: string }> => ({
  origin: { multivaluequerystring: named(name) },
});

/** A header that the backend answers; its last value where there are several. */
export const backendHeader = (name: string): Source<{ backendHeader: string }> => ({
  origin: { backendHeader: named(name) },
});

/** Every value of a header that the backend answers. */
export const backendHeaders = (name: string): Source<{ backendHeaders: string }> => ({
  origin: { backendHeaders: named(name) },
});

/** What both directions know: a value in the body, which is the backend's in an answer, and what is no part of it. */
type Everywhere = { payload: string } | { context: ContextVariable } | { stageVariable: string };

/** Where one value of a request is. */
type InRequest = Everywhere | { path: string } | { querystring: string } | { header: string };

/** Where one or more values of a request are. */
export type RequestOrigin = InRequest | { multivaluequerystring: string } | { multivalueheader: string };

export type AnswerOrigin = Everywhere | { backendHeader: string } | { backendHeaders: string };

/** A text that is always the same, or a value of the request. */
export type RequestSource<O extends RequestOrigin = RequestOrigin> = string | Source<O>;

/** A text that is always the same, or a value of what the backend answers. */
export type AnswerSource = string | Source<AnswerOrigin>;

/**
 * What a backend is sent beside a body, by the names that it has there. A value that a request lacks is not sent.
 * Source: API Gateway developer guide, "Parameter mapping for REST APIs".
 */
export interface RequestMapping {
  path?: Readonly<Record<string, RequestSource<InRequest>>>;
  query?: Readonly<Record<string, RequestSource>>;
  headers?: Readonly<Record<string, RequestSource>>;
}

/** Headers of an answer by parameter mapping, beside those that every answer has. */
export interface AnswerMapping {
  /** By name, those that the route's responses declare. @default - none */
  headers?: Readonly<Record<string, AnswerSource>>;
}
