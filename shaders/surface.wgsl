// A height grid of shown heights (0 for the lowest shown value, 1 for the highest), and its contour lines on the floor.
// The triangles are small wherever the surface or its normal bends, so that the light can be computed per vertex. Work per pixel is kept small, since
// software drivers spend most of their time there. For the same reason lines at given levels and the mesh, which few
// pictures have, use separate entry points.

struct Surface {
    // Half extents of the box; w: line count at the lowest height, where no line is drawn.
    half: vec4<f32>,
    // World heights of shown heights 0 and 1; z: opacity of the floor lines; w: 1 for bands of one colour between
    // lines.
    height: vec4<f32>,
    // x: shown height of line 0; y: lines per unit of shown height (0 for none); z: line width in pixels; w: lightness
    // of lines relative to the colour beneath.
    contour: vec4<f32>,
    // x: points along a side; y: interval of thick lines; z: 1 for lines at given levels, counted with a table; w:
    // cells between mesh lines (0 for no mesh).
    counts: vec4<u32>,
    // x: progress from the first shape to the second.
    morph: vec4<f32>,
}

@group(1) @binding(0) var<uniform> surface: Surface;
// The shown heights row by row, for the floor.
@group(1) @binding(1) var<storage, read> heights: array<f32>;
// For lines at given levels: the number of lines below each of 1024 shown heights, an integer at each level.
@group(1) @binding(2) var<storage, read> levels: array<f32>;
// The shown heights of the second shape of a morph.
@group(1) @binding(3) var<storage, read> later_heights: array<f32>;

// Lower heights mark holes.
const HOLE: f32 = -100.0;

struct Vertex {
    @builtin(position) clip: vec4<f32>,
    // x: shown height; y: 1, or less next to a hole; zw: lightness of the upper and the lower side.
    @location(0) value: vec4<f32>,
    @location(1) cell: vec2<f32>,
    // At least 0 where the upper side is visible.
    @location(2) facing: f32,
}

// World x and z of grid coordinates. The second parameter runs along −z.
fn on_plane(cell: vec2<f32>) -> vec2<f32> {
    let across = cell / f32(surface.counts.x - 1u) * 2.0 - 1.0;
    return vec2<f32>(across.x, -across.y) * surface.half.xz;
}

@vertex
fn vertex_surface(
    @location(0) cell: vec2<u32>,
    @location(1) shown: f32,
    // Derivative of the shown height along world x and z.
    @location(2) slope: vec2<f32>,
    // Shown height and slope in the second shape of a morph.
    @location(4) later_shown: f32,
    @location(5) later_slope: vec2<f32>,
) -> Vertex {
    let hole = min(shown, later_shown) < HOLE;
    let t = select(mix(shown, later_shown, surface.morph.x), 0.0, hole);
    let tilt = mix(slope, later_slope, surface.morph.x);
    let scale = surface.height.y - surface.height.x;
    let grid = vec2<f32>(cell);
    let plane = on_plane(grid);
    var out: Vertex;
    let world = vec3<f32>(plane.x, surface.height.x + t * scale, plane.y);
    let normal = normalize(vec3<f32>(-tilt.x * scale, 1.0, -tilt.y * scale));
    let eye = to_eye(world);
    let light = vec2<f32>(side_light_factor(normal, eye), side_light_factor(-normal, eye));
    out.clip = globals.clip_from_world * vec4<f32>(world, 1.0);
    out.value = vec4<f32>(t, select(1.0, 0.0, hole), pow(light, vec2<f32>(CODING)));
    out.cell = grid;
    out.facing = dot(normal, eye);
    return out;
}

// One half of a triangle covers the floor, so that no pixel is drawn twice.
@vertex
fn vertex_floor(@builtin(vertex_index) vertex: u32) -> Vertex {
    let last = f32(surface.counts.x - 1u);
    let grid = vec2<f32>(f32(vertex & 1u), f32(vertex >> 1u)) * 2.0 * last;
    let plane = on_plane(grid);
    var out: Vertex;
    out.clip = globals.clip_from_world * vec4<f32>(plane.x, -surface.half.y, plane.y, 1.0);
    out.value = vec4<f32>(0.0, 1.0, 1.0, 1.0);
    out.cell = grid;
    out.facing = 1.0;
    return out;
}

// Number of lines below a shown height, fractional between two lines.
fn even_count(t: f32) -> f32 {
    return (t - surface.contour.x) * surface.contour.y;
}

// x: line count; y: lines per unit of shown height.
fn given_count(t: f32) -> vec2<f32> {
    if surface.counts.z == 0u {
        return vec2<f32>(even_count(t), surface.contour.y);
    }
    let x = clamp(t, 0.0, 1.0) * 1023.0;
    let i = min(u32(x), 1022u);
    let low = levels[i];
    let step = levels[i + 1u] - low;
    return vec2<f32>(low + step * (x - f32(i)), 1023.0 * step);
}

// Change of the shown height per pixel.
fn steepness(t: f32) -> f32 {
    return length(vec2<f32>(dpdx(t), dpdy(t)));
}

fn line_coverage(count: f32, lines_to_a_pixel: f32) -> f32 {
    let slope = max(lines_to_a_pixel, 1e-6);
    let nearest = round(count);
    let every = f32(max(surface.counts.y, 1u));
    let thick = abs(nearest - every * round(nearest / every)) < 0.5;
    let half_width = 0.5 * surface.contour.z * select(1.0, 1.6, thick);
    let distance_px = abs(count - nearest) / slope;
    let covered = clamp(half_width + 0.5 - distance_px, 0.0, 1.0);
    // Crowded lines fade out, thin ones first. There is no line on a plateau or at the lowest height, where it would be
    // dots.
    let crowding = slope * select(1.0, 0.45, thick);
    let room = clamp((0.45 - crowding) * 3.4, 0.0, 1.0);
    return covered * room * step(2e-6, slope) * step(1e-6, surface.contour.y) * step(surface.half.w + 1e-3, nearest);
}

// The lightness of the visible side. Close to a silhouette, a triangle may be turned away where the surface is not, or
// the other way round; there it is the upper side.
fn lightness(in: Vertex, is_upper: bool) -> f32 {
    return select(in.value.w, in.value.z, is_upper || in.facing >= 0.0);
}

fn shaded(color: vec3<f32>, contour: f32, tone: f32) -> vec4<f32> {
    return vec4<f32>(lit(color, tone * mix(1.0, surface.contour.w, contour)), 1.0);
}

// A surface without holes that stays below the top of the box: without discard, hidden pixels are rejected before
// shading.
@fragment
fn fragment_surface_whole(in: Vertex, @builtin(front_facing) is_upper: bool) -> @location(0) vec4<f32> {
    let t = in.value.x;
    let contour = line_coverage(even_count(t), steepness(t) * surface.contour.y);
    return shaded(value_color(t), contour, lightness(in, is_upper));
}

@fragment
fn fragment_surface(in: Vertex, @builtin(front_facing) is_upper: bool) -> @location(0) vec4<f32> {
    let t = in.value.x;
    let contour = line_coverage(even_count(t), steepness(t) * surface.contour.y);
    if in.value.y < 0.999 || t > 1.0 {
        discard;
    }
    return shaded(value_color(t), contour, lightness(in, is_upper));
}

// Lines at given levels, bands of one colour between lines, or a mesh.
@fragment
fn fragment_surface_rich(in: Vertex, @builtin(front_facing) is_upper: bool) -> @location(0) vec4<f32> {
    let t = in.value.x;
    let given = given_count(t);
    let count = given.x;
    let contour = line_coverage(count, steepness(t) * given.y);
    let grid = in.cell / f32(max(surface.counts.w, 1u));
    let cell_px = max(fwidth(grid), vec2<f32>(1e-6));
    if in.value.y < 0.999 || t > 1.0 {
        discard;
    }
    var shown = t;
    if surface.height.w > 0.5 && surface.contour.y > 0.0 && surface.counts.z == 0u {
        shown = (floor(count) + 0.5) / surface.contour.y + surface.contour.x;
    }
    let color = value_color(shown);
    var tone = lightness(in, is_upper);
    if surface.counts.w > 0u {
        let to_line = abs(grid - round(grid)) / cell_px;
        let on_line = clamp(1.0 - min(to_line.x, to_line.y), 0.0, 1.0);
        tone *= 1.0 - 0.06 * on_line * (1.0 - smoothstep(0.1, 0.3, max(cell_px.x, cell_px.y)));
    }
    // On the darkest colours lines are drawn lighter, since darker ones would not be visible.
    let dark = dot(color, vec3<f32>(0.3, 0.6, 0.1)) < 0.32 && surface.counts.z > 0u;
    let line = select(surface.contour.w, 1.7, dark);
    return vec4<f32>(lit(color, tone * mix(1.0, line, contour)), 1.0);
}

// The shown height of a grid point, below HOLE if it is a hole in either shape.
fn shape_height(index: u32) -> f32 {
    let height = heights[index];
    if surface.morph.x == 0.0 {
        return height;
    }
    let later = later_heights[index];
    return select(mix(height, later, surface.morph.x), HOLE - 1.0, min(height, later) < HOLE);
}

// x: the shown height at a point of the floor, below HOLE beside a hole and beyond the border; yz: its change per cell.
fn floor_height(cell: vec2<f32>) -> vec3<f32> {
    let n = surface.counts.x;
    if max(cell.x, cell.y) > f32(n - 1u) {
        return vec3<f32>(HOLE - 1.0, 0.0, 0.0);
    }
    let low = vec2<u32>(clamp(cell, vec2<f32>(0.0), vec2<f32>(f32(n - 2u))));
    let part = cell - vec2<f32>(low);
    let first = low.y * n + low.x;
    let a = shape_height(first);
    let b = shape_height(first + 1u);
    let c = shape_height(first + n);
    let d = shape_height(first + n + 1u);
    let mixed = mix(mix(a, b, part.x), mix(c, d, part.x), part.y);
    let slope = vec2<f32>(mix(b - a, d - c, part.y), mix(c - a, d - b, part.x));
    return vec3<f32>(select(mixed, HOLE - 1.0, min(min(a, b), min(c, d)) < HOLE), slope);
}

// Change of the height per pixel. Computed from the slope instead of derivatives of the height: neighbouring pixels
// outside the triangle or a clipped part of it have no height.
fn floor_steepness(slope: vec2<f32>, along_x: vec2<f32>, along_y: vec2<f32>) -> f32 {
    return length(vec2<f32>(dot(slope, along_x), dot(slope, along_y)));
}

fn floor_color(t: f32, contour: f32) -> vec4<f32> {
    if t < HOLE || t > 1.0 || contour < 0.004 {
        discard;
    }
    return vec4<f32>(value_color(t), contour * surface.height.z);
}

@fragment
fn fragment_floor(in: Vertex) -> @location(0) vec4<f32> {
    let along_x = dpdx(in.cell);
    let along_y = dpdy(in.cell);
    let floor = floor_height(in.cell);
    let steepness = floor_steepness(floor.yz, along_x, along_y);
    return floor_color(floor.x, line_coverage(even_count(floor.x), steepness * surface.contour.y));
}

@fragment
fn fragment_floor_rich(in: Vertex) -> @location(0) vec4<f32> {
    let along_x = dpdx(in.cell);
    let along_y = dpdy(in.cell);
    let floor = floor_height(in.cell);
    let steepness = floor_steepness(floor.yz, along_x, along_y);
    let given = given_count(floor.x);
    return floor_color(floor.x, line_coverage(given.x, steepness * given.y));
}
