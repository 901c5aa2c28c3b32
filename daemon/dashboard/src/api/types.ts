// What /api/v1 says, as daemon/outputs/openapi.json describes it. Only what some page shows stands here.

export type StateClass = "good" | "warn" | "bad" | "unknown";
export type VerdictWord = "up" | "degraded" | "down";
export type OverrideKind = "drain" | "force_up" | "freeze" | "maintenance" | "acknowledge";

export interface Override {
  id: string;
  kind: OverrideKind;
  region?: string;
  flow?: string;
  node?: string;
  reason: string;
  author: string;
  ticket?: string;
  since: string;
  until: string;
  rate_percent_per_minute?: number;
  breaks?: string[];
  in_model?: boolean;
  ended?: { at: string; how: string; by?: string; reason?: string };
}

// A node as it stands in lists. `state_class` is there only when the model has states of its own.
export interface Brief {
  id: string;
  kind: string;
  entity?: string;
  region?: string;
  state: string;
  state_class?: StateClass;
  score: number | null;
  since: string;
  reason?: string;
  impaired?: string[];
  maintenance?: { window?: string; reason: string; until?: string };
  acknowledged?: boolean;
  overrides?: Override[];
  pending?: string;
}

export interface Verdict {
  effective: VerdictWord;
  computed: VerdictWord;
  source: string;
  serves: boolean;
  score: number | null;
  weight_percent: number;
  total_failure: boolean;
  since: string;
  computed_since: string;
  routing: VerdictWord;
  computed_due?: string;
  down_until?: string;
  last_outage_ms?: number;
  override?: { id: string; kind: OverrideKind; reason: string; author: string; until: string };
}

export interface Region extends Brief {
  routing_state: string;
  routing_state_class?: StateClass;
  routing_score: number | null;
  verdict: Verdict;
  share_percent: number;
  traffic_percent: number;
}

export interface FlowCell extends Brief {
  verdict?: Verdict;
}

export interface Flow extends Brief {
  criticality: string;
  scope: string;
  objective_ratio?: number;
  regions: FlowCell[];
}

export interface MaintenanceWindow {
  window: string;
  reason: string;
  until: string;
  covers: string[];
}

export interface StateOfModel {
  state: string;
  state_class: StateClass;
}

export interface Status {
  model: string;
  generation: number;
  sequence: number;
  as_of: string;
  ready: boolean;
  version: string;
  own_region?: string;
  self_suspicion?: string;
  root: Brief;
  states: StateOfModel[]; // best first
  maintenance: MaintenanceWindow[];
  overrides: Override[];
  regions: Region[];
  flows: Flow[];
}

// --- events

export interface SnapshotEvent {
  status: Status;
  complete: boolean; // false: of a large model only the nodes that are not healthy
  nodes: Brief[];
}

export interface UpdateEvent {
  sequence: number;
  as_of: string;
  ready: boolean;
  self_suspicion?: string;
  nodes: Brief[];
  overrides?: Override[];
  maintenance?: MaintenanceWindow[];
  regions: Region[];
  flow_verdicts: { id: string; flow: string; region: string; verdict: Verdict }[];
}

export interface HeartbeatEvent {
  sequence: number;
  as_of: string;
  alive: boolean;
}

// --- one node

export interface Child {
  id: string;
  weight?: number; // when it is not 1
  impact?: string;
  essential?: boolean;
  affects?: string[];
}

export interface TreeNode extends Brief {
  children: Child[];
}

export interface Tree {
  root: string;
  sequence: number;
  nodes: TreeNode[];
  truncated: boolean;
}

export interface GroupRule {
  rule: string;
  best?: string;
  worst?: string;
  rung?: string;
}

export interface Contribution {
  child: string;
  from: "signal" | "need";
  state: string;
  state_class?: StateClass;
  contributed: string; // the state that it counts as here, or "dropped"
  score: number | null;
  weight: number;
  impact: string;
  essential: boolean;
  in_maintenance?: boolean;
  acknowledged?: boolean;
}

export interface Culprit {
  id: string;
  state: string;
  state_class?: StateClass;
  reason?: string;
  alone: boolean;
  path: string[];
}

export interface SignalOfNode extends Brief {
  probe: string;
  degraded?: string;
  unhealthy?: string;
}

export interface NodeDetail extends Brief {
  as_of: string;
  owner?: string;
  runbook?: string;
  rollup: { signals: GroupRule; needs: GroupRule };
  held?: boolean;
  counts: Record<string, number>;
  contributions: Contribution[];
  blame: Culprit[];
  routing: { state: string; state_class?: StateClass; score: number | null };
  signals: SignalOfNode[];
  children: Child[];
  parents: string[];
}

export interface Certificate {
  subject?: string;
  issuer?: string;
  names: string[];
  not_before: string;
  not_after: string;
}

export interface Observation {
  at: string;
  latency_ms: number;
  reason: string;
  status?: number;
  detail?: string;
  judged: string;
  peer?: string;
  phases: { resolve_ms?: number; connect_ms?: number; tls_ms?: number; first_byte_ms?: number; transfer_ms?: number };
}

export interface SignalDetail extends Brief {
  node: string;
  as_of: string;
  probe: { kind: string } & Record<string, unknown>;
  schedule: { every_ms: number; timeout_ms: number; rise: number; fall: number };
  conditions: { unhealthy?: string; degraded?: string };
  judged?: { state: string; reason: string; detail: string; pending?: string; since: string; last_result: string };
  observations: Observation[];
  tls?: { version?: string; cipher?: string; alpn?: string; resumed: boolean; expires?: string; chain: Certificate[] };
}

// --- operations, and what would be

export interface OverrideOutcome {
  durable: boolean;
  override: Override;
  replaced?: string;
  verdicts?: { region: string; flow?: string; verdict: Verdict }[];
}

export interface StoreHealth {
  usable: boolean;
  trouble?: string;
  waiting: number;
}

export interface Overrides {
  as_of: string;
  overrides: Override[];
  store?: StoreHealth | null;
}

export interface AuditEntry {
  number: number;
  at: string;
  who?: string;
  what: string;
  override?: string;
  about: string;
  reason: string;
  ticket?: string;
  outcome: string;
}

export interface WhatIf {
  as_of: string;
  assumed: { id: string; state: string; state_class?: StateClass }[];
  changed: {
    id: string; state: string; state_class?: StateClass; score: number | null;
    state_before: string; state_before_class?: StateClass; score_before: number | null;
  }[];
  regions: { id: string; routing_state: string; routing_state_class?: StateClass; routing_score: number | null;
             computed_verdict: VerdictWord }[];
}
