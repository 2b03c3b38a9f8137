// Loaded before the app: whoever asks for cdktf gets its successor, CDK Terrain, and the providers with them.
const Module = /** @type {{ _load(request: string, ...rest: unknown[]): unknown }} */ (
  /** @type {unknown} */ (require("node:module"))
);

// oxlint-disable no-underscore-dangle -- Node.js offers no other hook for require
const load = Module._load.bind(Module);
Module._load = (request, ...rest) => load(request.replace(/^cdktf(?=$|\/)/, "cdktn"), ...rest);
