// What operators do. Everything here shows the token.

import { ask, Refusal } from "dashboard/api/ask";
import type { AuditEntry, Override, OverrideKind, OverrideOutcome, Overrides } from "dashboard/api/types";

export interface Wish {
  kind: OverrideKind;
  region?: string;
  flow?: string;
  node?: string;
  reason: string;
  for?: string;
  ticket?: string;
  rate?: string;
  break?: string[];
}

export interface Objection {
  text: string;
  byGuard: boolean;
}

export const place = (wish: Wish, token: string): Promise<OverrideOutcome> =>
  ask<OverrideOutcome>("api/v1/overrides", { method: "POST", body: wish, token });

// What would come of it; nothing happens.
export const tryOut = (wish: Wish, token: string, signal: AbortSignal): Promise<OverrideOutcome> =>
  ask<OverrideOutcome>("api/v1/overrides", { method: "POST", body: { ...wish, dry_run: true }, token, signal });

export const end = (id: string, reason: string, token: string): Promise<OverrideOutcome> =>
  ask<OverrideOutcome>(`api/v1/overrides/${encodeURIComponent(id)}${reason ? `?reason=${encodeURIComponent(reason)}` : ""}`, { method: "DELETE", token });

export const past = async (token: string, signal: AbortSignal): Promise<Override[]> =>
  (await ask<Overrides>("api/v1/overrides?all=true", { token, signal })).overrides;

export const audit = async (token: string, signal: AbortSignal): Promise<AuditEntry[]> =>
  (await ask<{ audit: AuditEntry[] }>("api/v1/audit?limit=50", { token, signal })).audit;

const CONFLICT = 409;

export function objectionOf(error: Error): Objection {
  return { text: error.message, byGuard: error instanceof Refusal && error.status === CONFLICT && error.message.includes("--break-glass guard") };
}
