// Puts the page together: which run is shown, at which time, and how fast that goes on.

class Player {
  constructor(entries) {
    this.entries = entries;
    this.element = (id) => document.getElementById(id);
    this.time = 0;
    this.isPlaying = false;
    this.plots = [];
    try {
      this.scene = new Scene(this.element("view"));
      this.camera = new Camera(this.element("view"), () => this.draw());
      new ResizeObserver(() => this.resize()).observe(this.element("view"));
    } catch (error) {
      this.say(error.message);
    }
    this.wire();
    this.makeTabs();
    this.show(Math.max(0, entries.findIndex((entry) => entry.run)));
  }

  wire() {
    this.element("play").addEventListener("click", () => this.play(!this.isPlaying));
    this.element("scrub").addEventListener("input", (event) => {
      this.play(false);
      this.seek(+event.target.value);
    });
    this.element("reset").addEventListener("click", () => {
      this.camera?.home();
      this.draw();
    });
    window.addEventListener("keydown", (event) => {
      if (/INPUT|SELECT|BUTTON/.test(event.target.tagName)) return;
      const step = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
      if (event.key === " ") this.play(!this.isPlaying);
      else if (step && this.run) this.seek(this.time + step / 50);
      else return;
      event.preventDefault();
    });
    matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => {
      this.scene?.readColours();
      for (const plot of this.plots) plot.draw();
      this.draw();
    });
  }

  say(sentence) {
    this.element("notice").textContent = sentence;
    this.element("notice").hidden = !sentence;
  }

  makeTabs() {
    if (this.entries.length < 2) return;
    this.entries.forEach((entry, i) => {
      const tab = this.element("tabs").appendChild(document.createElement("button"));
      tab.type = "button";
      tab.textContent = entry.name;
      tab.addEventListener("click", () => this.show(i));
    });
  }

  /// Shows an entry from its beginning.
  show(index) {
    [...this.element("tabs").children].forEach((tab, i) => tab.setAttribute("aria-pressed", i === index));
    for (const details of document.querySelectorAll(".details")) details.hidden = +details.dataset.entry !== index;
    const run = this.entries[index].run;
    document.querySelector("main").hidden = !run;
    this.run = run && this.unpack(run);
    if (!this.run) return this.play(false);
    this.element("scrub").max = this.run.end;
    if (this.scene) {
      this.scene.setLinks(this.run.links, this.run.meshes);
      this.frame();
      this.resize();
    }
    this.makePlots();
    this.seek(0);
    this.play(!matchMedia("(prefers-reduced-motion: reduce)").matches);
  }

  unpack(run) {
    const times = numbers(run.times), pictureTimes = numbers(run.pictureTimes);
    return {
      ...run, meshes: run.meshes.map((m) => ({ vertices: numbers(m.vertices), triangles: numbers(m.triangles) })), times, pictureTimes, poses: numbers(run.poses), safety: numbers(run.safety), end: times[times.length - 1],
      plots: run.plots.map((plot) => ({
        ...plot, lines: plot.lines.map((line) => ({ ...line, values: numbers(line.values) })) })),
    };
  }

  // The picture

  /// Position and quaternion of a link in a picture.
  pose(picture, link) {
    const at = 7 * (picture * this.run.links.length + link);
    return this.run.poses.subarray(at, at + 7);
  }

  /// A link's matrix now, between two pictures.
  matrix(link) {
    const { pictureTimes } = this.run, i = indexAt(pictureTimes, this.time), k = Math.min(i + 1, pictureTimes.length - 1);
    const part = k > i ? Math.min(1, Math.max(0, (this.time - pictureTimes[i]) / (pictureTimes[k] - pictureTimes[i]))) : 0;
    const a = this.pose(i, link), b = this.pose(k, link);
    // Of the two quaternions of a rotation, the nearer one.
    const sign = a[3] * b[3] + a[4] * b[4] + a[5] * b[5] + a[6] * b[6] < 0 ? -1 : 1;
    const mix = (n, s = 1) => a[n] + (s * b[n] - a[n]) * part;
    const q = [mix(3, sign), mix(4, sign), mix(5, sign), mix(6, sign)], length = Math.hypot(...q);
    return poseMatrix([mix(0), mix(1), mix(2)], q.map((c) => c / length));
  }

  /// Lays the floor under the robot and the camera around what moves.
  frame() {
    const { links, pictureTimes } = this.run, every = Math.max(1, Math.floor(pictureTimes.length / 100));
    const seen = { low: [Infinity, Infinity, Infinity], high: [-Infinity, -Infinity, -Infinity] };
    let lowest = Infinity;
    const anyMoves = links.some((link) => !link.isFixed);
    for (let picture = 0; picture < pictureTimes.length; picture += every) {
      const centre = this.centre((i) => [...this.pose(picture, i)]);
      links.forEach((link, i) => {
        const pose = this.pose(picture, i), p = [...pose.subarray(0, 3)], q = [...pose.subarray(3)];
        for (const corner of this.corners(link)) {
          const place = add(p, rotate(q, corner));
          lowest = Math.min(lowest, place[2]);
          if (link.isFixed && anyMoves) continue;
          for (let k = 0; k < 3; k++) {
            seen.low[k] = Math.min(seen.low[k], place[k] - centre[k]);
            seen.high[k] = Math.max(seen.high[k], place[k] - centre[k]);
          }
        }
      });
    }
    // Whoever stands on the floor stands at 0; a robot that hangs below gets a floor of its own.
    this.floorHeight = this.run.floorHeight ?? (lowest < -0.01 ? lowest - 0.001 : 0);
    if (!links.length) return;
    const centre = scale(add(seen.low, seen.high), 0.5);
    this.camera.frame(centre, Math.max(0.05, 0.5 * Math.hypot(...subtract(seen.high, seen.low))));
  }

  /// What the camera goes along with: the middle of a free robot's links over the floor, else the world's origin.
  ///
  /// - position: gives a link's by its index.
  centre(position) {
    const moving = this.run.links.flatMap((link, i) => this.run.isFree && !link.isFixed ? [i] : []);
    const sum = moving.map(position).reduce((s, p) => [s[0] + p[0], s[1] + p[1], 0], [0, 0, 0]);
    return scale(sum, 1 / Math.max(1, moving.length));
  }

  /// The corners of boxes around a link's shapes, in its frame.
  corners(link) {
    return link.corners ??= link.shapes.flatMap((shape) => {
      const bounds = shapeBounds(shape, this.run.meshes);
      return [0, 1].flatMap((x) => [0, 1].flatMap((y) => [0, 1].map((z) =>
        add(shape.position, rotate(shape.rotation, [bounds[x][0], bounds[y][1], bounds[z][2]])))));
    });
  }

  resize() {
    const canvas = this.element("view"), ratio = Math.min(2, window.devicePixelRatio || 1);
    canvas.width = Math.max(1, Math.round(canvas.clientWidth * ratio));
    canvas.height = Math.max(1, Math.round(canvas.clientHeight * ratio));
    this.draw();
  }

  draw() {
    if (!this.run || !this.scene) return;
    const matrices = this.run.links.map((_, i) => this.matrix(i));
    this.camera.along = this.centre((i) => matrices[i].slice(12, 15));
    this.scene.draw(matrices, this.camera, this.floorHeight);
  }

  // The plots

  makePlots() {
    const { run } = this, lanes = this.element("lanes");
    lanes.replaceChildren();
    this.isShown = run.joints.map(() => true);
    const bands = run.safety.some((level) => level > 0) ? { x: run.times, level: run.safety } : null;
    this.plots = run.plots.map((plot) => {
      const lane = lanes.appendChild(document.createElement("div"));
      lane.className = "lane";
      const title = lane.appendChild(document.createElement("h3"));
      title.textContent = plot.title + " ";
      const unit = title.appendChild(document.createElement("span"));
      unit.textContent = (plot.unit === "1" ? "" : plot.unit) + (plot.lines.some((l) => l.isDashed) ? " (dashed: asked for, but limited)" : "");
      const lines = plot.lines.map((line, i) => ({
        ...line, x: run.times, y: line.values, colour: lineColour(line.joint ?? i), isShown: true }));
      for (const line of lines.filter((l) => l.name)) {
        const key = title.appendChild(document.createElement("em"));
        key.style.color = line.colour;
        key.textContent = line.name;
      }
      return new Plot(lane, { lines, unit: plot.unit, bands, seek: (time) => { this.play(false); this.seek(time); } });
    });
    if (bands) {
      const words = lanes.appendChild(document.createElement("p"));
      words.className = "hint";
      words.textContent = "Along the lower edges: amber where the safety supervisor limited a command, red where it had stopped the robot.";
    }
    this.makeTable();
  }

  /// A row for each joint with its values now; a click hides its curves.
  makeTable() {
    const { run } = this, table = this.element("joints");
    const titles = [...new Set(run.plots.filter((p) => p.lines.some((l) => l.joint != null)).map((p) => p.title))];
    table.replaceChildren();
    const head = table.createTHead().insertRow();
    for (const title of ["Joint", ...titles]) head.appendChild(document.createElement("th")).textContent = title;
    const body = table.createTBody();
    this.cells = [];
    run.joints.forEach((name, joint) => {
      const row = body.insertRow(), first = row.insertCell(), mark = first.appendChild(document.createElement("span"));
      mark.className = "key";
      mark.style.background = lineColour(joint);
      first.append(name);
      for (const title of titles) {
        const cell = row.insertCell();
        for (const plot of run.plots) {
          const line = plot.title === title && plot.lines.find((l) => l.joint === joint && !l.isDashed);
          if (line) this.cells.push({ cell, values: line.values, unit: plot.unit });
        }
      }
      row.addEventListener("click", () => {
        this.isShown[joint] = !this.isShown[joint];
        row.classList.toggle("off", !this.isShown[joint]);
        for (const plot of this.plots) {
          for (const line of plot.lines) line.isShown = this.isShown[line.joint] ?? true;
          plot.draw();
        }
      });
    });
  }

  // Time

  play(isPlaying) {
    if (isPlaying && !this.run) return;
    if (isPlaying && !this.isPlaying) {
      if (this.time >= this.run.end) this.seek(0);
      let last = performance.now();
      const next = (now) => {
        if (!this.isPlaying) return;
        const time = this.time + (now - last) / 1000 * +this.element("speed").value;
        last = now;
        // It begins again after the last picture has stood for a moment.
        this.seek(time > this.run.end + 0.7 ? 0 : time, true);
        requestAnimationFrame(next);
      };
      requestAnimationFrame(next);
    }
    this.isPlaying = isPlaying;
    this.element("play").textContent = isPlaying ? "❚❚" : "▶";
  }

  seek(time, mayPass = false) {
    const { run } = this;
    this.time = Math.max(0, mayPass ? time : Math.min(time, run.end));
    const shown = Math.min(this.time, run.end), sample = indexAt(run.times, shown);
    this.element("scrub").value = shown;
    this.element("clock").textContent = `${shown.toFixed(2)} s`;
    for (const plot of this.plots) plot.drawCursor(shown);
    for (const { cell, values, unit } of this.cells) cell.textContent = `${values[sample].toFixed(3)} ${unit}`;
    this.draw();
  }
}

const { entries } = JSON.parse(document.getElementById("data").textContent);
const player = new Player(entries);
showCurves(entries);
