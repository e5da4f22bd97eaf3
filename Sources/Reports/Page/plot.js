// Curves over a common axis, on one canvas, and a cursor on another above it.

const lineColour = (i) => i < 8
  ? ["#3b82c4", "#e0803a", "#35a373", "#c8527a", "#8a6fd1", "#b0982c", "#3fabb8", "#8b8f96"][i]
  : `hsl(${(i * 137.5) % 360} 55% 52%)`;

/// About `count` round numbers that span the range.
function ticks(low, high, count) {
  const raw = (high - low) / count, power = 10 ** Math.floor(Math.log10(raw));
  const step = [1, 2, 5, 10].find((s) => s * power >= raw) * power;
  const first = Math.ceil(low / step - 1e-9), last = Math.floor(high / step + 1e-9);
  return Array.from({ length: Math.max(0, last - first + 1) }, (_, i) => (first + i) * step);
}

/// A number in few characters.
function short(value) {
  if (!Number.isFinite(value)) return "–";
  const size = Math.abs(value);
  if (size >= 1e6) return `${+(value / 1e6).toPrecision(3)} M`;
  if (size >= 1e4) return `${+(value / 1e3).toPrecision(3)} k`;
  return size !== 0 && size < 1e-3 ? value.toExponential(1) : `${+value.toPrecision(3)}`;
}

class Plot {
  /// - lines: {x, y, colour, isDashed, isShown, hasDots}.
  constructor(parent, { lines, unit = "", bands = null, seek = null }) {
    Object.assign(this, { lines, unit, bands });
    this.element = document.createElement("div");
    this.element.className = "plot";
    this.canvas = this.element.appendChild(document.createElement("canvas"));
    this.overlay = this.element.appendChild(document.createElement("canvas"));
    parent.append(this.element);
    this.margin = { left: 52, right: 8, top: 6, bottom: 18 };
    new ResizeObserver(() => this.draw()).observe(this.element);
    if (seek) {
      const go = (event) => {
        if (event.type === "pointermove" && !event.buttons) return;
        const box = this.element.getBoundingClientRect();
        seek(this.valueAt(event.clientX - box.left));
      };
      this.element.addEventListener("pointerdown", go);
      this.element.addEventListener("pointermove", go);
    }
  }

  get ratio() { return Math.min(2, window.devicePixelRatio || 1); }
  get width() { return this.element.clientWidth; }
  get height() { return this.element.clientHeight; }
  xOf(value) { return this.margin.left + (value - this.x0) / (this.x1 - this.x0) * (this.width - this.margin.left - this.margin.right); }
  yOf(value) { return this.height - this.margin.bottom - (value - this.y0) / (this.y1 - this.y0) * (this.height - this.margin.top - this.margin.bottom); }
  valueAt(x) {
    const part = (x - this.margin.left) / (this.width - this.margin.left - this.margin.right);
    return this.x0 + Math.min(1, Math.max(0, part)) * (this.x1 - this.x0);
  }

  prepare(canvas) {
    const { width, height, ratio } = this, context = canvas.getContext("2d");
    if (canvas.width !== Math.round(width * ratio) || canvas.height !== Math.round(height * ratio)) {
      canvas.width = Math.round(width * ratio);
      canvas.height = Math.round(height * ratio);
    }
    context.setTransform(ratio, 0, 0, ratio, 0, 0);
    context.clearRect(0, 0, width, height);
    return context;
  }

  findRanges() {
    let [x0, x1, y0, y1] = [Infinity, -Infinity, Infinity, -Infinity];
    for (const line of this.lines.filter((l) => l.isShown)) {
      for (let i = 0; i < line.x.length; i++) {
        const x = line.x[i], y = line.y[i];
        if (!Number.isFinite(y)) continue;
        [x0, x1, y0, y1] = [Math.min(x0, x), Math.max(x1, x), Math.min(y0, y), Math.max(y1, y)];
      }
    }
    if (!(x1 >= x0)) [x0, x1, y0, y1] = [0, 1, 0, 1];
    if (x1 === x0) x1 = x0 + 1;
    const room = 0.06 * (y1 - y0) || 0.5 * Math.abs(y1) || 1;
    Object.assign(this, { x0, x1, y0: y0 - room, y1: y1 + room });
  }

  draw() {
    if (!this.width) return;
    this.findRanges();
    const context = this.prepare(this.canvas), style = getComputedStyle(document.documentElement);
    const { margin, width, height } = this;
    context.font = "11px system-ui, sans-serif";
    context.strokeStyle = style.getPropertyValue("--line");
    context.fillStyle = style.getPropertyValue("--soft");
    context.lineWidth = 1;
    context.textAlign = "right";
    context.textBaseline = "middle";
    for (const value of ticks(this.y0, this.y1, height / 32)) {
      const y = Math.round(this.yOf(value)) + 0.5;
      this.stroke(context, [[margin.left, y], [width - margin.right, y]]);
      context.fillText(short(value), margin.left - 6, y);
    }
    context.textAlign = "center";
    context.textBaseline = "top";
    for (const value of ticks(this.x0, this.x1, width / 75)) {
      context.fillText(short(value), Math.min(this.xOf(value), width - 14), height - margin.bottom + 4);
    }
    if (this.bands) this.drawBands(context, style);
    context.lineJoin = "round";
    for (const line of this.lines.filter((l) => l.isShown)) this.drawLine(context, line);
    this.drawCursor(this.cursor);
  }

  stroke(context, points) {
    context.beginPath();
    for (const [x, y] of points) context.lineTo(x, y);
    context.stroke();
  }

  /// Where the supervisor stepped in, along the lower edge.
  drawBands(context, style) {
    const { x, level } = this.bands;
    for (let i = 0; i < x.length; i++) {
      if (!level[i]) continue;
      context.fillStyle = style.getPropertyValue(level[i] > 1 ? "--stopped" : "--limited");
      const from = this.xOf(x[i]), to = i + 1 < x.length ? this.xOf(x[i + 1]) : from + 1;
      context.fillRect(from, this.height - this.margin.bottom - 3, Math.max(1, to - from), 3);
    }
  }

  /// Of many samples on one column of pixels only the lowest and the highest are drawn.
  drawLine(context, line) {
    context.strokeStyle = context.fillStyle = line.colour;
    context.lineWidth = line.x.length > this.width ? 1.2 : 1.6;
    context.globalAlpha = line.isDashed ? 0.7 : 1;
    context.setLineDash(line.isDashed ? [4, 3] : []);
    context.beginPath();
    let [column, low, high] = [NaN, 0, 0];
    for (let i = 0; i < line.x.length; i++) {
      const value = line.y[i], x = Math.round(2 * this.xOf(line.x[i])) / 2;
      if (!Number.isFinite(value)) {
        column = NaN;
      } else if (x !== column) {
        if (Number.isNaN(column)) context.moveTo(x, this.yOf(value));
        else context.lineTo(column, this.yOf(line.y[i - 1]));
        context.lineTo(x, this.yOf(value));
        [column, low, high] = [x, value, value];
      } else if (value < low || value > high) {
        [low, high] = [Math.min(low, value), Math.max(high, value)];
        context.lineTo(x, this.yOf(value));
      }
    }
    context.stroke();
    context.setLineDash([]);
    if (line.hasDots) for (let i = 0; i < line.x.length; i++) this.dot(context, this.xOf(line.x[i]), this.yOf(line.y[i]), 2.5);
    context.globalAlpha = 1;
  }

  dot(context, x, y, radius) {
    context.beginPath();
    context.arc(x, y, radius, 0, 2 * Math.PI);
    context.fill();
  }

  /// A line at an x, and the curves' places there.
  drawCursor(at) {
    this.cursor = at;
    if (at === undefined || !this.width || this.x1 === undefined) return;
    const context = this.prepare(this.overlay);
    context.strokeStyle = getComputedStyle(document.documentElement).getPropertyValue("--soft");
    const x = Math.round(this.xOf(at)) + 0.5;
    this.stroke(context, [[x, this.margin.top], [x, this.height - this.margin.bottom]]);
    for (const line of this.lines.filter((l) => l.isShown && !l.isDashed)) {
      const value = line.y[indexAt(line.x, at)];
      if (!Number.isFinite(value)) continue;
      context.fillStyle = line.colour;
      this.dot(context, x, this.yOf(value), 3);
    }
  }
}

/// The last index whose value is not above `at`.
function indexAt(sorted, at) {
  let low = 0, high = sorted.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if (sorted[middle] <= at) low = middle; else high = middle - 1;
  }
  return low;
}
