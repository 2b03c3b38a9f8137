import { CloudwatchDashboard } from "@cdktf/provider-aws/lib/cloudwatch-dashboard";
import { Construct } from "constructs";

/** A line in a graph: a metric of one resource. */
export interface Line {
  namespace: string;
  metric: string;
  dimensions: Readonly<Record<string, string>>;
  /** `Sum`, `Maximum`, `Average`, `p99`. */
  statistic: string;
  label: string;
  /** @default - the dashboard's */
  region?: string | undefined;
}

/** Lines in a graph: a metric of all resources that CloudWatch finds, of what AWS numbers. */
export interface Search {
  namespace: string;
  metric: string;
  /** Names of the metric's dimensions, and the values of those that are known. */
  dimensions: readonly string[];
  values: Readonly<Record<string, string>>;
  statistic: string;
}

/** A graph: one metric of several resources, side by side. */
export interface Graph {
  title: string;
  lines: readonly (Line | Search)[];
}

export interface DashboardProps {
  name: string;
  region: string;
  /** Graphs by the heading above them; one without lines is left out. */
  sections: Readonly<Record<string, readonly Graph[]>>;
}

const period = 300;
const columns = 24;
const size = { width: 8, height: 6 };

/** A CloudWatch dashboard. Source: CloudWatch API reference, "Dashboard body structure and syntax". */
export class Dashboard extends Construct {
  constructor(scope: Construct, id: string, { name, region, sections }: DashboardProps) {
    super(scope, id);
    const widgets: object[] = [];
    let y = 0;
    for (const [heading, graphs] of Object.entries(sections)) {
      const shown = graphs.filter(({ lines }) => lines.length > 0);
      if (shown.length === 0) continue;
      widgets.push({ type: "text", x: 0, y, width: columns, height: 1, properties: { markdown: `## ${heading}` } });
      y += 1;
      shown.forEach(({ title, lines }, index) => {
        const perRow = columns / size.width;
        widgets.push({
          type: "metric",
          x: (index % perRow) * size.width,
          y: y + Math.floor(index / perRow) * size.height,
          ...size,
          properties: { title, region, view: "timeSeries", period, metrics: lines.map(row) },
        });
      });
      y += Math.ceil((shown.length * size.width) / columns) * size.height;
    }
    new CloudwatchDashboard(this, "Resource", { dashboardName: name, dashboardBody: JSON.stringify({ widgets }) });
  }
}

const row = (line: Line | Search, index: number): unknown[] =>
  "values" in line ? searched(line, index) : measured(line);

const measured = ({ namespace, metric, dimensions, statistic, label, region }: Line) => [
  namespace,
  metric,
  ...Object.entries(dimensions).flat(),
  { stat: statistic, label, region },
];

/** Source: CloudWatch user guide, "CloudWatch search expression syntax". */
function searched({ namespace, metric, dimensions, values, statistic }: Search, index: number) {
  const wanted = Object.entries({ MetricName: metric, ...values }).map(([name, value]) => `${name}="${value}"`);
  const schema = [namespace, ...dimensions].join(",");
  return [{ id: `e${index}`, expression: `SEARCH('{${schema}} ${wanted.join(" ")}', '${statistic}', ${period})` }];
}
