// Moves and scales a drawing in its frame: by the wheel with Ctrl, by dragging, by two fingers' pinch (which browsers tell as a wheel).

import type { RefObject } from "preact";
import { useLayoutEffect, useRef, useState } from "preact/hooks";
import { BOX, type Box, type Layout } from "dashboard/graph/layout";

const SCALE = { least: 0.05, most: 3, readable: 0.55 };

interface View {
  x: number;
  y: number;
  scale: number;
}

export function usePanZoom(frame: RefObject<SVGSVGElement | null>, layout: Layout) {
  const [view, set] = useState<View>({ x: 0, y: 0, scale: 1 });
  const drag = useRef<{ x: number; y: number } | null>(null);
  const size = (): DOMRect => frame.current!.getBoundingClientRect();

  const zoomAt = (by: number, px: number, py: number): void =>
    set((v) => {
      const scale = Math.min(SCALE.most, Math.max(SCALE.least, v.scale * by));
      const k = scale / v.scale;
      return { scale, x: px - (px - v.x) * k, y: py - (py - v.y) * k };
    });
  const fit = (): void => {
    const { width, height } = size();
    const scale = Math.min(1, width / layout.width, height / layout.height);
    set({ scale, x: (width - layout.width * scale) / 2, y: (height - layout.height * scale) / 2 });
  };
  // So that a box can be read: in the middle, and not too small.
  const show = (box: Box): void => {
    const { width, height } = size();
    set((v) => {
      const scale = Math.max(v.scale, SCALE.readable);
      return { scale, x: width / 2 - (box.x + BOX.width / 2) * scale, y: height / 2 - (box.y + BOX.height / 2) * scale };
    });
  };
  useLayoutEffect(() => {
    fit();
    const turned = new ResizeObserver(fit); // a telephone, a window
    turned.observe(frame.current!);
    return () => turned.disconnect();
  }, [layout.width, layout.height]);
  // Not as an attribute: those are passive, and could not keep the page from being scaled.
  useLayoutEffect(() => {
    const svg = frame.current!;
    const onWheel = (e: WheelEvent): void => {
      if (!e.ctrlKey) return; // the page scrolls
      e.preventDefault();
      const { left, top } = size();
      zoomAt(Math.exp(-e.deltaY / 200), e.clientX - left, e.clientY - top);
    };
    svg.addEventListener("wheel", onWheel, { passive: false });
    return () => svg.removeEventListener("wheel", onWheel);
  }, []);

  const handlers = {
    onPointerDown: (e: PointerEvent) => void (drag.current = { x: e.clientX, y: e.clientY }),
    onPointerMove: (e: PointerEvent) => {
      const from = drag.current;
      if (!from || e.buttons === 0) return;
      drag.current = { x: e.clientX, y: e.clientY };
      set((v) => ({ ...v, x: v.x + e.clientX - from.x, y: v.y + e.clientY - from.y }));
    },
    onPointerUp: () => void (drag.current = null),
  };
  const transform = `translate(${view.x.toFixed(1)} ${view.y.toFixed(1)}) scale(${view.scale.toFixed(4)})`;
  const zoom = (by: number): void => zoomAt(by, size().width / 2, size().height / 2);
  return { transform, scale: view.scale, fit, show, zoom, handlers };
}
