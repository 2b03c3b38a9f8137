import type { Construct } from "constructs";
import { PrivateBucket } from "./private-bucket";

/** The bucket that keeps Terraform state: versioned, encrypted, private, over TLS only, never deleted by Terraform. */
export class StateBucket extends PrivateBucket {
  constructor(scope: Construct, id: string, { bucket }: { bucket: string }) {
    super(scope, id, {
      bucket,
      versioned: true,
      expiry: { id: "old-versions", noncurrentVersionExpiration: [{ noncurrentDays: 365 }] },
      destroy: "kept",
    });
  }
}
