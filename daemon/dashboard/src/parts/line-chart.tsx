// Lines over time, by uPlot. A chart is told in words, too: `label`.

import { useEffect, useRef, useState } from "preact/hooks";
import uPlot from "uplot";

export interface Line {
  label: string;
  colour: string; // a custom property of the style: "--accent"
  dash: number[];
  values: readonly number[];
}

interface Props {
  at: readonly number[]; // ms
  lines: readonly Line[];
  text: (value: number) => string;
  label: string;
  ticks?: number[]; // of the values; all of them are shown
}

const HEIGHT = 180;

export function LineChart({ at, lines, text, label, ticks }: Props) {
  const place = useRef<HTMLDivElement>(null);
  const look = useLook();
  useEffect(() => {
    const box = place.current!;
    const style = getComputedStyle(document.documentElement);
    const colour = (name: string): string => style.getPropertyValue(name).trim();
    const axis = { stroke: colour("--soft"), grid: { stroke: colour("--line"), width: 1 }, ticks: { stroke: colour("--line"), width: 1 } };
    const chart = new uPlot(
      {
        width: box.clientWidth, height: HEIGHT, cursor: { y: false }, padding: [8, 28, 0, 0], legend: { show: lines.length > 1 },
        scales: ticks ? { y: { range: (_, low, high) => [Math.min(low, ...ticks), Math.max(high, ...ticks)] } } : {},
        axes: [{ ...axis, space: 80, values: timesOf }, { ...axis, size: 70, values: (_, marks) => marks.map(text), ...(ticks ? { splits: ticks } : {}) }],
        series: [
          { value: (_, t) => (t === null ? "–" : new Date(t * 1000).toLocaleString()) },
          ...lines.map((l) => ({ label: l.label, stroke: colour(l.colour), width: 2, dash: l.dash, points: { show: false },
                                 value: (_: uPlot, v: number | null) => (v === null ? "–" : text(v)) })),
        ],
      },
      [at.map((t) => t / 1000), ...lines.map((l) => [...l.values])],
      box,
    );
    const turned = new ResizeObserver(() => chart.setSize({ width: box.clientWidth, height: HEIGHT })); // a telephone, a window
    turned.observe(box);
    return () => {
      turned.disconnect();
      chart.destroy();
    };
  }, [at, lines, look]);
  return <div class="chart" ref={place} role="img" aria-label={label} />;
}

// Another number after each change of the reader's colours, which a canvas does not follow by itself.
function useLook(): number {
  const [look, change] = useState(0);
  useEffect(() => {
    const again = (): void => change((n) => n + 1);
    const dark = matchMedia("(prefers-color-scheme: dark)");
    const wish = new MutationObserver(again);
    wish.observe(document.documentElement, { attributes: true });
    dark.addEventListener("change", again);
    return () => {
      wish.disconnect();
      dark.removeEventListener("change", again);
    };
  }, []);
  return look;
}

const pad = (n: number): string => String(n).padStart(2, "0");

// Hours and minutes; at midnight, and where days are apart, the day.
function timesOf(_: uPlot, ticks: number[], __: number, ___: number, apart: number): string[] {
  return ticks.map((s) => {
    const t = new Date(s * 1000);
    const isDay = apart >= 86_400 || (t.getHours() === 0 && t.getMinutes() === 0 && apart >= 3600);
    if (isDay) return `${t.getDate()} ${t.toLocaleString("en", { month: "short" })}`;
    return `${pad(t.getHours())}:${pad(t.getMinutes())}${apart < 60 ? `:${pad(t.getSeconds())}` : ""}`;
  });
}
