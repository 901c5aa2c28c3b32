// What the design can promise (calculated), and what was kept of it (attained, where the daemon counts it).

import { ask } from "dashboard/api/ask";

export interface Availability {
  availability: number | null; // null: only bounds are known
  unavailability: number | null;
  expected_downtime_s: number | null; // in period_s
  bounds?: { lowest: number; highest: number };
}

export interface Cost {
  id: string;
  downtime_s: number; // so much less if it never failed
  importance: number;
}

export interface CalculatedFlow extends Availability {
  id: string;
  objective: number | null;
  allowed_downtime_s: number | null;
  reachable: boolean | null;
  naive_availability: number | null;
  one_more_region: Availability | null;
  costs: Cost[] | null;
  regions: (Availability & { region: string })[];
}

export interface Target {
  objective: number;
  attained: number | null;
  budget_remaining: number | null; // a fraction of the budget; below 0: overspent
  bad_s?: number;
  budget_s?: number;
  burn_rates: Record<string, number | null>; // by window
}

export interface Attained {
  id: string;
  window: string;
  from?: string; // what of the window was looked at
  until?: string;
  available: Target;
  alerts: { severity: string; over: string; burn_rate: number; fires: boolean; since?: string }[];
}

export interface Slo {
  model: string;
  flows: CalculatedFlow[];
  period_s: number;
  assumed: string[];
  entangled: string[];
  remark: string;
  attained?: Attained[];
}

// While some parts are surely down, or surely up.
export interface WhatIfSlo {
  period_s: number;
  given: string[];
  left_out: string[];
  flows: (Availability & { id: string; before: Availability })[];
}

export const askWhatIfSlo = (assume: Record<string, string>, signal: AbortSignal): Promise<WhatIfSlo> =>
  ask<WhatIfSlo>("api/v1/whatif/slo", { method: "POST", body: { assume }, signal });

export const askSlo = (signal: AbortSignal): Promise<Slo> => ask<Slo>("api/v1/slo", { signal });
