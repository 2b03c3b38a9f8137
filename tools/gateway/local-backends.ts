/** HTTP servers on this machine that answer in place of backends, by the addresses that integrations have. */
export class LocalBackends {
  private readonly used = new Set<string>();

  constructor(private readonly urls: ReadonlyMap<string, string>) {}

  /** The URI of an integration, at the local server where there is one for its address. */
  redirect(uri: string): string {
    const address = [...this.urls.keys()].find((each) => uri === each || uri.startsWith(`${each}/`));
    if (address === undefined) return uri;
    this.used.add(address);
    return this.urls.get(address)! + uri.slice(address.length);
  }

  /** Addresses that no integration had so far. */
  get unused(): string[] {
    return [...this.urls.keys()].filter((address) => !this.used.has(address));
  }
}

/** Reads `https://catalog.example.com=http://127.0.0.1:8080`. @throws Error for another form */
export function readLocalBackend(given: string): [address: string, url: string] {
  const [, address, url] = /^(https?:\/\/[^=\s]+?)\/?=(https?:\/\/\S+?)\/?$/.exec(given) ?? [];
  if (address === undefined || url === undefined || !URL.canParse(url))
    throw new Error(
      `--backend: expected <address>=<url>, such as https://catalog.example.com=http://127.0.0.1:8080, got ${given}`,
    );
  return [address, url];
}
