// Vectors are arrays, quaternions [w, x, y, z], matrices 16 numbers column by column, as WebGL takes them.

const add = (a, b) => [a[0] + b[0], a[1] + b[1], a[2] + b[2]];
const subtract = (a, b) => [a[0] - b[0], a[1] - b[1], a[2] - b[2]];
const scale = (a, s) => [a[0] * s, a[1] * s, a[2] * s];
const dot = (a, b) => a[0] * b[0] + a[1] * b[1] + a[2] * b[2];
const cross = (a, b) => [a[1] * b[2] - a[2] * b[1], a[2] * b[0] - a[0] * b[2], a[0] * b[1] - a[1] * b[0]];
const normalize = (a) => scale(a, 1 / (Math.hypot(...a) || 1));

function rotate(q, v) {
  const [w, x, y, z] = q;
  const t = scale(cross([x, y, z], v), 2);
  return add(add(v, scale(t, w)), cross([x, y, z], t));
}

/// The matrix of a frame at `p`, turned by a quaternion.
function poseMatrix(p, [w, x, y, z]) {
  return [
    1 - 2 * (y * y + z * z), 2 * (x * y + w * z), 2 * (x * z - w * y), 0,
    2 * (x * y - w * z), 1 - 2 * (x * x + z * z), 2 * (y * z + w * x), 0,
    2 * (x * z + w * y), 2 * (y * z - w * x), 1 - 2 * (x * x + y * y), 0,
    p[0], p[1], p[2], 1];
}

function multiply(a, b) {
  const product = new Array(16);
  for (let column = 0; column < 4; column++) {
    for (let row = 0; row < 4; row++) {
      let sum = 0;
      for (let k = 0; k < 4; k++) sum += a[4 * k + row] * b[4 * column + k];
      product[4 * column + row] = sum;
    }
  }
  return product;
}

function perspective(fieldOfView, aspect, near, far) {
  const f = 1 / Math.tan(fieldOfView / 2);
  return [f / aspect, 0, 0, 0, 0, f, 0, 0, 0, 0, (far + near) / (near - far), -1, 0, 0, 2 * far * near / (near - far), 0];
}

function lookAt(eye, target, up) {
  const z = normalize(subtract(eye, target)), x = normalize(cross(up, z)), y = cross(z, x);
  return [x[0], y[0], z[0], 0, x[1], y[1], z[1], 0, x[2], y[2], z[2], 0, -dot(x, eye), -dot(y, eye), -dot(z, eye), 1];
}

/// Base64 of little-endian Float32.
function numbers(base64) {
  return new Float32Array(Uint8Array.from(atob(base64), (c) => c.charCodeAt(0)).buffer);
}

// Shapes as triangles: [corner, normal] three by three, in the shape's own frame.

/// A body of revolution about z; the profile is [radius, height, normal's radius, normal's height].
function revolve(profile, segments = 32) {
  const corners = [];
  const point = ([r, z, nr, nz], turn) => {
    const c = Math.cos(turn), s = Math.sin(turn);
    return [[r * c, r * s, z], [nr * c, nr * s, nz]];
  };
  for (let i = 0; i + 1 < profile.length; i++) {
    for (let k = 0; k < segments; k++) {
      const from = 2 * Math.PI * k / segments, to = 2 * Math.PI * (k + 1) / segments;
      const a = point(profile[i], from), b = point(profile[i], to);
      const c = point(profile[i + 1], to), d = point(profile[i + 1], from);
      corners.push(a, b, c, a, c, d);
    }
  }
  return corners;
}

/// Half a circle's profile from the angle `from` to `to`, moved up by `lift`.
function arc(radius, from, to, lift, steps = 12) {
  return Array.from({ length: steps + 1 }, (_, i) => {
    const angle = from + (to - from) * i / steps, c = Math.cos(angle), s = Math.sin(angle);
    return [radius * c, radius * s + lift, c, s];
  });
}

const builders = {
  box([x, y, z]) {
    const corners = [];
    for (let axis = 0; axis < 3; axis++) {
      for (const side of [-1, 1]) {
        const normal = [0, 0, 0];
        normal[axis] = side;
        const at = (u, v) => {
          const p = [0, 0, 0];
          p[axis] = side;
          p[(axis + 1) % 3] = u * side;
          p[(axis + 2) % 3] = v;
          return [[p[0] * x / 2, p[1] * y / 2, p[2] * z / 2], normal];
        };
        corners.push(at(-1, -1), at(1, -1), at(1, 1), at(-1, -1), at(1, 1), at(-1, 1));
      }
    }
    return corners;
  },
  cylinder([r, length]) {
    const h = length / 2;
    return revolve([[0, -h, 0, -1], [r, -h, 0, -1], [r, -h, 1, 0], [r, h, 1, 0], [r, h, 0, 1], [0, h, 0, 1]]);
  },
  sphere: ([r]) => revolve(arc(r, -Math.PI / 2, Math.PI / 2, 0, 20)),
  capsule([r, length]) {
    return revolve([...arc(r, -Math.PI / 2, 0, -length / 2), ...arc(r, 0, Math.PI / 2, length / 2)]);
  },
};

/// A mesh's triangles. Its edges are round where the faces beside them turn little, else sharp.
function meshCorners({ vertices, triangles }) {
  const corner = (i) => [...vertices.subarray(3 * i, 3 * i + 3)];
  const round = Array.from({ length: vertices.length / 3 }, () => [0, 0, 0]), faces = [];
  for (let t = 0; t < triangles.length; t += 3) {
    const indices = [...triangles.subarray(t, t + 3)], [a, b, c] = indices.map(corner);
    const area = cross(subtract(b, a), subtract(c, a));
    for (const i of indices) round[i] = add(round[i], area);
    faces.push({ indices, normal: normalize(area) });
  }
  return faces.flatMap(({ indices, normal }) => indices.map((i) => {
    const smooth = normalize(round[i]);
    return [corner(i), dot(smooth, normal) > 0.8 ? smooth : normal];
  }));
}

/// The lowest and the highest corner of a box around a shape, in its own frame.
function shapeBounds({ kind, size }, meshes) {
  const around = (x, y, z) => [[-x, -y, -z], [x, y, z]];
  switch (kind) {
    case "box": return around(...size.map((side) => side / 2));
    case "sphere": return around(size[0], size[0], size[0]);
    case "cylinder": return around(size[0], size[0], size[1] / 2);
    case "capsule": return around(size[0], size[0], size[1] / 2 + size[0]);
    case "mesh": {
      const bounds = [[Infinity, Infinity, Infinity], [-Infinity, -Infinity, -Infinity]];
      meshes[size[0]].vertices.forEach((value, i) => {
        bounds[0][i % 3] = Math.min(bounds[0][i % 3], value);
        bounds[1][i % 3] = Math.max(bounds[1][i % 3], value);
      });
      return bounds;
    }
  }
}
