// Learning curves of all runs, one figure at a time.

function showCurves(entries) {
  const names = [...new Set(entries.flatMap((entry) => entry.curves.map((curve) => curve.name)))];
  if (!names.length) return;
  const element = (id) => document.getElementById(id);
  element("learning").hidden = false;
  for (const name of names) element("curve").append(new Option(name));
  const draw = () => {
    element("curves").replaceChildren();
    element("keys").replaceChildren();
    const lines = [];
    entries.forEach((entry, i) => {
      const curve = entry.curves.find((c) => c.name === element("curve").value);
      if (!curve) return;
      lines.push({
        x: curve.steps.map(Number), y: curve.values.map(Number), colour: lineColour(i), isShown: true,
        hasDots: curve.steps.length < 40 });
      const key = element("keys").appendChild(document.createElement("span"));
      const mark = key.appendChild(document.createElement("i"));
      mark.className = "key";
      mark.style.background = lineColour(i);
      key.append(entry.name);
    });
    const plot = new Plot(element("curves"), { lines });
    const read = document.createElement("p");
    read.className = "hint";
    read.textContent = "Environment steps along the axis; point at the curve to read it.";
    element("curves").append(read);
    plot.element.addEventListener("pointermove", (event) => {
      const at = plot.valueAt(event.clientX - plot.element.getBoundingClientRect().left);
      plot.drawCursor(at);
      read.textContent = `${short(at)} steps: ` + lines.map((l) => short(l.y[indexAt(l.x, at)])).join("   ");
    });
  };
  element("curve").addEventListener("change", draw);
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", draw);
  draw();
}
