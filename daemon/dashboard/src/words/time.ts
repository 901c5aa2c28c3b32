// Moments, by the reader's clock and zone.

const pad = (n: number): string => String(n).padStart(2, "0");

// "14:02", or "27 Nov 14:02" when it was not today.
export function clock(time: string | number | Date | undefined, today: Date = new Date()): string {
  if (time === undefined) return "–";
  const t = new Date(time);
  if (Number.isNaN(t.getTime())) return "–";
  const hours = `${pad(t.getHours())}:${pad(t.getMinutes())}`;
  return t.toDateString() === today.toDateString() ? hours : `${day(t)} ${hours}`;
}

// With seconds, for what has just been.
export function precise(time: string | number | Date, today: Date = new Date()): string {
  return `${clock(time, today)}:${pad(new Date(time).getSeconds())}`;
}

export function day(t: Date): string {
  return `${t.getDate()} ${t.toLocaleString("en", { month: "short" })}`;
}
