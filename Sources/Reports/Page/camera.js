// A camera that turns about a point, steered by mouse, wheel and fingers.

class Camera {
  constructor(canvas, changed) {
    this.changed = changed;
    // The place of what it goes along with; ``aim`` is counted from there.
    this.along = [0, 0, 0];
    this.frame([0, 0, 0], 1);
    const fingers = new Map();
    canvas.addEventListener("pointerdown", (event) => {
      canvas.setPointerCapture(event.pointerId);
      fingers.set(event.pointerId, event);
    });
    for (const name of ["pointerup", "pointercancel"]) {
      canvas.addEventListener(name, (event) => fingers.delete(event.pointerId));
    }
    canvas.addEventListener("pointermove", (event) => {
      const last = fingers.get(event.pointerId);
      if (!last) return;
      const across = event.clientX - last.clientX, down = event.clientY - last.clientY;
      if (fingers.size === 2) {
        const other = [...fingers.values()].find((f) => f.pointerId !== event.pointerId);
        const spread = (f) => Math.hypot(f.clientX - other.clientX, f.clientY - other.clientY) || 1;
        this.zoom(spread(last) / spread(event));
        this.move(across / 2, down / 2, canvas.clientHeight);
      } else if (event.shiftKey || event.buttons & 6) {
        this.move(across, down, canvas.clientHeight);
      } else {
        this.azimuth -= 0.008 * across;
        this.elevation = Math.min(1.55, Math.max(-0.2, this.elevation + 0.008 * down));
      }
      fingers.set(event.pointerId, event);
      this.changed();
    });
    canvas.addEventListener("contextmenu", (event) => event.preventDefault());
    canvas.addEventListener("wheel", (event) => {
      event.preventDefault();
      this.zoom(Math.exp(0.0015 * event.deltaY));
      this.changed();
    }, { passive: false });
  }

  /// Looks at a ball so that it fills the picture; ``home`` comes back to it.
  frame(centre, radius) {
    this.first = { centre, radius };
    this.home();
  }

  home() {
    this.aim = [...this.first.centre];
    this.distance = 2.7 * this.first.radius;
    this.azimuth = -1.15;
    this.elevation = 0.32;
  }

  zoom(factor) {
    const { radius } = this.first;
    this.distance = Math.min(60 * radius, Math.max(0.15 * radius, this.distance * factor));
  }

  move(across, down, height) {
    const step = 2 * Math.tan(0.35) * this.distance / height, back = this.back();
    const right = normalize(cross([0, 0, 1], back)), up = cross(back, right);
    this.aim = add(this.aim, add(scale(right, -across * step), scale(up, down * step)));
  }

  /// From the target to the eye, of length 1.
  back() {
    const c = Math.cos(this.elevation);
    return [c * Math.cos(this.azimuth), c * Math.sin(this.azimuth), Math.sin(this.elevation)];
  }

  get target() { return add(this.aim, this.along); }

  eye() { return add(this.target, scale(this.back(), this.distance)); }

  matrix(aspect) {
    // A narrow picture shows as much from side to side as a square one.
    const fieldOfView = 2 * Math.atan(Math.tan(0.35) / Math.min(1, aspect));
    return multiply(
      perspective(fieldOfView, aspect, 0.02 * this.distance, 40 * this.distance), lookAt(this.eye(), this.target, [0, 0, 1]));
  }
}
