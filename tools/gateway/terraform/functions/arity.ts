/** How many arguments functions take, at least and at most, by name. */
const byCount: [minimum: number, maximum: number, names: string][] = [
  [
    1,
    1,
    "abs abspath alltrue anytrue base64decode base64encode base64sha256 base64sha512 basename can ceil chomp cidrnetmask",
  ],
  [
    1,
    1,
    "compact csvdecode dirname distinct ephemeralasnull file filebase64 filebase64sha256 filebase64sha512 fileexists",
  ],
  [
    1,
    1,
    "filemd5 filesha1 filesha256 filesha512 flatten floor issensitive jsondecode jsonencode keys length lower md5",
  ],
  [
    1,
    1,
    "nonsensitive one pathexpand reverse sensitive sha1 sha256 sha512 signum sort strrev sum title tobool tolist tomap",
  ],
  [1, 1, "tonumber toset tostring transpose trimspace upper urlencode values yamldecode yamlencode"],
  [1, 1, "provider::aws::arn_parse provider::aws::trim_iam_role_path"],
  [
    2,
    2,
    "chunklist cidrhost contains element endswith fileset formatdate indent index log parseint pow regex regexall",
  ],
  [
    2,
    2,
    "setsubtract split startswith strcontains templatefile templatestring textdecodebase64 textencodebase64 timeadd",
  ],
  [2, 2, "timecmp trim trimprefix trimsuffix uuidv5 zipmap"],
  [3, 3, "cidrsubnet matchkeys replace slice substr"],
  [5, 5, "provider::aws::arn_build"],
  [1, 3, "range"],
  [2, 3, "lookup"],
  [
    1,
    Infinity,
    "cidrsubnets coalesce coalescelist format formatlist join max min setintersection setproduct setunion try",
  ],
  [0, Infinity, "concat merge"],
];

const arities = new Map(
  byCount.flatMap(([minimum, maximum, names]) => names.split(" ").map((name) => [name, { minimum, maximum }] as const)),
);

/** Throws when a function doesn't take so many arguments. */
export function checkArity(name: string, count: number): void {
  const { minimum, maximum } = arities.get(name) ?? { minimum: 0, maximum: Infinity };
  if (count >= minimum && count <= maximum) return;
  const range =
    minimum === maximum ? String(minimum) : maximum === Infinity ? `${minimum} or more` : `${minimum} to ${maximum}`;
  throw new Error(`function ${name}(): expected ${range} arguments, got ${count}`);
}
