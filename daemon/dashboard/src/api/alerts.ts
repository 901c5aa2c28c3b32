// Alerts that are under way. A daemon that sends none has no such address.

import { ask, Refusal } from "dashboard/api/ask";

export interface Alert {
  alert: string; // RULE/SUBJECT
  rule: string;
  node?: string;
  severity: "page" | "ticket";
  phase: "pending" | "muted" | "held" | "firing";
  since: string;
  clearing: boolean;
  held_by?: string;
  muted_by?: string;
}

const NOT_FOUND = 404;

export async function askAlerts(signal: AbortSignal): Promise<Alert[]> {
  try {
    return (await ask<{ alerts: Alert[] }>("api/v1/alerts", { signal })).alerts;
  } catch (error) {
    if (error instanceof Refusal && error.status === NOT_FOUND) return [];
    throw error;
  }
}
