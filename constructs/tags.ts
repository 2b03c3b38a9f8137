import { type IAspect, TerraformResource } from "cdktf";
import type { IConstruct } from "constructs";

interface Taggable extends TerraformResource {
  tags: Record<string, string>;
  readonly tagsInput: Record<string, string> | undefined;
}

/** Puts tags on every resource that takes some; a resource's own tags stay. The provider's default tags come on top. */
export class Tags implements IAspect {
  constructor(private readonly tags: Readonly<Record<string, string>>) {}

  visit(node: IConstruct): void {
    if (isTaggable(node)) node.tags = { ...this.tags, ...node.tagsInput };
  }
}

/** Data sources have `tags` too, but search by them. */
const isTaggable = (node: IConstruct): node is Taggable =>
  TerraformResource.isTerraformResource(node) && "tagsInput" in node;
