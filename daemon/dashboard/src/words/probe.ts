// What a probe asks, in a line: the kinds' own members (daemon/outputs/README.md) in the order in which people say them.

export type Probe = { kind: string } & Record<string, unknown>;

export function probeText(p: Probe): string {
  const text = (key: string): string => (typeof p[key] === "string" || typeof p[key] === "number" ? String(p[key]) : "");
  const where = text("url") || [text("host"), text("port")].filter(Boolean).join(":") || text("address");
  return [p.kind, text("method"), where].filter(Boolean).join(" ");
}
