// The robot, its shadow and the floor, drawn with WebGL 2.

const vertexShader = `#version 300 es
uniform mat4 model, camera;
uniform vec3 light;
uniform float floorHeight;
uniform bool isShadow;
in vec3 corner, normal, colour;
out vec3 place, up, paint;
void main() {
  vec4 world = model * vec4(corner, 1.0);
  if (isShadow) world.xyz -= light * ((world.z - floorHeight) / light.z);
  place = world.xyz;
  up = mat3(model) * normal;
  paint = colour;
  gl_Position = camera * world;
}`;

const fragmentShader = `#version 300 es
precision highp float;
uniform vec3 light, eye;
uniform vec4 shadow;
uniform bool isShadow;
in vec3 place, up, paint;
out vec4 pixel;
void main() {
  if (isShadow) { pixel = shadow; return; }
  vec3 n = normalize(up), view = normalize(eye - place);
  if (dot(n, view) < 0.0) n = -n;
  float sun = max(dot(n, light), 0.0), sky = 0.5 + 0.5 * n.z;
  float shine = pow(max(dot(n, normalize(light + view)), 0.0), 40.0);
  pixel = vec4(paint * (0.34 + 0.28 * sky + 0.52 * sun) + 0.16 * shine, 1.0);
}`;

// A plane with a grid that fades into the background.
const floorVertexShader = `#version 300 es
uniform mat4 camera;
uniform vec3 centre;
uniform float reach;
in vec2 corner;
out vec2 place;
void main() {
  place = centre.xy + corner * reach;
  gl_Position = camera * vec4(place, centre.z, 1.0);
}`;

const floorFragmentShader = `#version 300 es
precision highp float;
uniform vec3 centre, floorColour, gridColour, skyColour;
uniform float reach, cell, wideCell;
in vec2 place;
out vec4 pixel;
float grid(vec2 p) {
  vec2 width = fwidth(p), away = abs(fract(p - 0.5) - 0.5);
  vec2 lines = 1.0 - smoothstep(width * 0.4, width * 1.2, away);
  return max(lines.x, lines.y) * (1.0 - smoothstep(0.2, 0.6, max(width.x, width.y)));
}
void main() {
  float fade = 1.0 - smoothstep(0.25, 1.0, length(place - centre.xy) / reach);
  vec3 colour = mix(floorColour, gridColour, max(0.4 * grid(place / cell), 0.8 * grid(place / wideCell)));
  pixel = vec4(mix(skyColour, colour, fade), 1.0);
}`;

/// Paints for links that name none, so that neighbours differ.
const paints = [[0.36, 0.52, 0.72], [0.86, 0.56, 0.27], [0.45, 0.63, 0.52], [0.72, 0.46, 0.52], [0.55, 0.52, 0.70], [0.68, 0.64, 0.42]];
const fixedPaint = [0.55, 0.58, 0.62];

class Scene {
  constructor(canvas) {
    this.canvas = canvas;
    const gl = canvas.getContext("webgl2", { antialias: true, stencil: true, alpha: false });
    if (!gl) throw new Error("This browser draws no WebGL 2, so the robot cannot be shown; the plots can.");
    this.gl = gl;
    this.solid = this.program(vertexShader, fragmentShader);
    this.floor = this.program(floorVertexShader, floorFragmentShader);
    this.floorBuffer = gl.createBuffer();
    gl.bindBuffer(gl.ARRAY_BUFFER, this.floorBuffer);
    gl.bufferData(gl.ARRAY_BUFFER, new Float32Array([-1, -1, 1, -1, -1, 1, 1, 1]), gl.STATIC_DRAW);
    this.light = normalize([0.35, -0.45, 0.9]);
    this.links = [];
    this.readColours();
  }

  program(vertex, fragment) {
    const gl = this.gl, program = gl.createProgram();
    for (const [type, source] of [[gl.VERTEX_SHADER, vertex], [gl.FRAGMENT_SHADER, fragment]]) {
      const shader = gl.createShader(type);
      gl.shaderSource(shader, source);
      gl.compileShader(shader);
      if (!gl.getShaderParameter(shader, gl.COMPILE_STATUS)) throw new Error(gl.getShaderInfoLog(shader));
      gl.attachShader(program, shader);
    }
    gl.linkProgram(program);
    if (!gl.getProgramParameter(program, gl.LINK_STATUS)) throw new Error(gl.getProgramInfoLog(program));
    return program;
  }

  /// The page's colours, which follow the reader's light or dark.
  readColours() {
    const style = getComputedStyle(document.documentElement);
    const colour = (name) => {
      const hex = style.getPropertyValue(name).trim();
      return [1, 3, 5].map((i) => parseInt(hex.slice(i, i + 2), 16) / 255);
    };
    this.colours = { sky: colour("--sky"), floor: colour("--floor"), grid: colour("--grid") };
  }

  /// Takes a robot's links, with one buffer of corners, normals and paints for each.
  setLinks(links, meshes) {
    const gl = this.gl;
    for (const link of this.links) gl.deleteBuffer(link.buffer);
    this.links = links.map((link) => {
      const data = [];
      for (const shape of link.shapes) {
        const paint = shape.colour || (link.isFixed ? fixedPaint : paints[link.depth % paints.length]);
        for (const [corner, normal] of shapeCorners(shape, meshes)) {
          data.push(...add(rotate(shape.rotation, corner), shape.position), ...rotate(shape.rotation, normal), ...paint);
        }
      }
      const buffer = gl.createBuffer();
      gl.bindBuffer(gl.ARRAY_BUFFER, buffer);
      gl.bufferData(gl.ARRAY_BUFFER, new Float32Array(data), gl.STATIC_DRAW);
      return { buffer, count: data.length / 9 };
    });
  }

  /// - matrices: of the links in the world.
  draw(matrices, camera, floorHeight) {
    const gl = this.gl, { canvas, colours } = this;
    gl.viewport(0, 0, canvas.width, canvas.height);
    gl.clearColor(...colours.sky, 1);
    gl.clear(gl.COLOR_BUFFER_BIT | gl.DEPTH_BUFFER_BIT | gl.STENCIL_BUFFER_BIT);
    const eye = camera.eye(), matrix = camera.matrix(canvas.width / canvas.height);
    if (eye[2] > floorHeight) this.drawFloor(matrix, camera, floorHeight);

    gl.useProgram(this.solid);
    const uniform = (name) => gl.getUniformLocation(this.solid, name);
    gl.uniformMatrix4fv(uniform("camera"), false, matrix);
    gl.uniform3fv(uniform("light"), this.light);
    gl.uniform3fv(uniform("eye"), eye);
    gl.uniform1f(uniform("floorHeight"), floorHeight);
    gl.uniform4f(uniform("shadow"), 0, 0, 0, 0.2);

    // Once in each pixel, however many shapes lie over one another.
    if (eye[2] > floorHeight) {
      gl.disable(gl.DEPTH_TEST);
      gl.enable(gl.STENCIL_TEST);
      gl.stencilFunc(gl.EQUAL, 0, 255);
      gl.stencilOp(gl.KEEP, gl.KEEP, gl.INCR);
      gl.enable(gl.BLEND);
      gl.blendFunc(gl.SRC_ALPHA, gl.ONE_MINUS_SRC_ALPHA);
      gl.uniform1i(uniform("isShadow"), 1);
      this.drawLinks(matrices, uniform("model"));
      gl.disable(gl.BLEND);
      gl.disable(gl.STENCIL_TEST);
    }
    gl.enable(gl.DEPTH_TEST);
    gl.uniform1i(uniform("isShadow"), 0);
    this.drawLinks(matrices, uniform("model"));
  }

  drawLinks(matrices, model) {
    const gl = this.gl;
    this.links.forEach((link, i) => {
      gl.bindBuffer(gl.ARRAY_BUFFER, link.buffer);
      ["corner", "normal", "colour"].forEach((name, k) => {
        const place = gl.getAttribLocation(this.solid, name);
        if (place < 0) return;
        gl.enableVertexAttribArray(place);
        gl.vertexAttribPointer(place, 3, gl.FLOAT, false, 36, 12 * k);
      });
      gl.uniformMatrix4fv(model, false, matrices[i]);
      gl.drawArrays(gl.TRIANGLES, 0, link.count);
    });
  }

  drawFloor(matrix, camera, height) {
    const gl = this.gl, { colours } = this, reach = 8 * camera.distance;
    gl.disable(gl.DEPTH_TEST);
    gl.useProgram(this.floor);
    const uniform = (name) => gl.getUniformLocation(this.floor, name);
    gl.uniformMatrix4fv(uniform("camera"), false, matrix);
    gl.uniform3f(uniform("centre"), camera.target[0], camera.target[1], height);
    gl.uniform1f(uniform("reach"), reach);
    // Metres where that can be seen, else their tenths, hundredths … or tens.
    const cell = 10 ** Math.floor(Math.log10(camera.distance / 2.5));
    gl.uniform1f(uniform("cell"), camera.distance / cell < 7 ? cell / 2 : cell);
    gl.uniform1f(uniform("wideCell"), camera.distance / cell < 7 ? cell : 5 * cell);
    gl.uniform3fv(uniform("floorColour"), colours.floor);
    gl.uniform3fv(uniform("gridColour"), colours.grid);
    gl.uniform3fv(uniform("skyColour"), colours.sky);
    gl.bindBuffer(gl.ARRAY_BUFFER, this.floorBuffer);
    const place = gl.getAttribLocation(this.floor, "corner");
    gl.enableVertexAttribArray(place);
    gl.vertexAttribPointer(place, 2, gl.FLOAT, false, 0, 0);
    gl.drawArrays(gl.TRIANGLE_STRIP, 0, 4);
  }
}

function shapeCorners(shape, meshes) {
  return shape.kind === "mesh" ? meshCorners(meshes[shape.size[0]]) : builders[shape.kind](shape.size);
}
