/**
 * What a mapping template sees of one request or response.
 *
 * `body` is the payload as text ("" for none); `params` hold one value per name (the last one, as `$input.params()` shows);
 * `context` and `stageVariables` are what `$context` and `$stageVariables` show.
 */
export interface TemplateScope {
  body: string;
  params: { path: Record<string, string>; querystring: Record<string, string>; header: Record<string, string> };
  context: Record<string, unknown>;
  stageVariables: Record<string, string>;
}

export interface RenderedTemplate {
  text: string;
  /** `context` of the scope after the template's own assignments: requestOverride, responseOverride, arbitrary keys. */
  context: Record<string, unknown>;
}

/** A compiled template: render it as often as you like; it never changes the scope it is given. */
export interface MappingTemplate {
  render(scope: TemplateScope): RenderedTemplate;
}

/** A template that can't be parsed or rendered; `line` and `column` count from 1. */
export class TemplateError extends Error {
  constructor(
    message: string,
    readonly line: number,
    readonly column: number,
  ) {
    super(message);
    this.name = "TemplateError";
  }
}

/** Compiles a Velocity mapping template as API Gateway understands it. Throws {@link TemplateError}. */
export function compileMappingTemplate(source: string): MappingTemplate {
  throw new TemplateError(`not written yet: ${source.slice(0, 20)}`, 1, 1);
}
