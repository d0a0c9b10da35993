// A height grid of shown heights (0 for the lowest shown value, 1 for the highest), and its contour lines on the floor.
// The light varies so slowly over the fine grid that it is computed per vertex. Work per pixel is kept small, since
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
    // xyz: unit direction to the key light; w: largest relative change of brightness by light and shadow.
    light: vec4<f32>,
    // Colour of the side walls; w: its opacity over the colours of the heights, 0 without side walls.
    walls: vec4<f32>,
}

@group(1) @binding(0) var<uniform> surface: Surface;
// The shown heights row by row, for the floor.
@group(1) @binding(1) var<storage, read> heights: array<f32>;
// For lines at given levels: the number of lines below each of 1024 shown heights, an integer at each level.
@group(1) @binding(2) var<storage, read> levels: array<f32>;

// Lower heights mark holes.
const HOLE: f32 = -100.0;

struct Vertex {
    @builtin(position) clip: vec4<f32>,
    // x: shown height; y: 1, or less next to a hole; z: lightness. Cells are small enough for linear interpolation on
    // screen.
    @location(0) @interpolate(linear) value: vec3<f32>,
    @location(1) cell: vec2<f32>,
}

// World x and z of grid coordinates. The second parameter runs along −z.
fn on_plane(cell: vec2<f32>) -> vec2<f32> {
    let across = cell / f32(surface.counts.x - 1u) * 2.0 - 1.0;
    return vec2<f32>(across.x, -across.y) * surface.half.xz;
}

// The brightness relative to the colormap: the key light, fixed to the scene, some light from the camera and some from
// the sky. x and y of `visible` are the visible fractions of sky and key light; the underside sees neither.
fn surface_light(normal: vec3<f32>, eye: vec3<f32>, visible: vec2<f32>) -> f32 {
    let above = dot(normal, eye) >= 0.0;
    let facing = select(-normal, normal, above);
    let seen = select(vec2<f32>(0.0), visible, above);
    let key = seen.y * max(dot(facing, surface.light.xyz), 0.0);
    let fill = 0.5 + 0.5 * dot(facing, globals.light.xyz);
    let shade = 0.62 * key + 0.16 * fill * fill + 0.22 * seen.x;
    return 1.0 + surface.light.w * clamp(2.4 * (shade - 0.72), -1.0, 1.0);
}

// Whether the surface is the top of a block.
fn has_walls() -> bool {
    return surface.walls.w > 0.0;
}

@vertex
fn vertex_surface(
    @location(0) cell: vec2<u32>,
    @location(1) shown: f32,
    // Derivative of the shown height along world x and z.
    @location(2) slope: vec2<f32>,
    // Visible fractions of the sky and of the key light.
    @location(3) visible: vec2<f32>,
) -> Vertex {
    let hole = shown < HOLE;
    // The top of a block is flat where the surface is cut off.
    let cut = has_walls() && shown > 1.0;
    let t = select(select(shown, 1.0, cut), 0.0, hole);
    let scale = surface.height.y - surface.height.x;
    let grid = vec2<f32>(cell);
    let plane = on_plane(grid);
    var out: Vertex;
    let world = vec3<f32>(plane.x, surface.height.x + t * scale, plane.y);
    let normal = normalize(vec3<f32>(-slope.x * scale, select(1.0, 1e6, cut), -slope.y * scale));
    out.clip = globals.clip_from_world * vec4<f32>(world, 1.0);
    out.value = vec3<f32>(t, select(1.0, 0.0, hole), pow(surface_light(normal, to_eye(world), visible), CODING));
    out.cell = grid;
    return out;
}

// The side walls and the bottom of a block: six vertices per border cell, then six for the bottom.
struct WallVertex {
    @builtin(position) clip: vec4<f32>,
    @location(0) shown: f32,
    @location(1) lightness: f32,
}

@vertex
fn vertex_wall(@builtin(vertex_index) vertex: u32) -> WallVertex {
    let last = surface.counts.x - 1u;
    let quad = vertex / 6u;
    let corner = vertex % 6u;
    let far = corner == 1u || corner == 2u || corner == 4u;
    let upper = corner == 2u || corner == 4u || corner == 5u;
    let side = quad / last;
    let ends = vec2<u32>(quad % last, quad % last + 1u);
    var start = vec2<u32>(ends.x, 0u);
    var end = vec2<u32>(ends.y, 0u);
    var normal = vec3<f32>(0.0, 0.0, 1.0);
    switch side {
        case 1u: {
            start = vec2<u32>(last, ends.x);
            end = vec2<u32>(last, ends.y);
            normal = vec3<f32>(1.0, 0.0, 0.0);
        }
        case 2u: {
            start = vec2<u32>(ends.x, last);
            end = vec2<u32>(ends.y, last);
            normal = vec3<f32>(0.0, 0.0, -1.0);
        }
        case 3u: {
            start = vec2<u32>(0u, ends.x);
            end = vec2<u32>(0u, ends.y);
            normal = vec3<f32>(-1.0, 0.0, 0.0);
        }
        case 4u: {
            start = vec2<u32>(0u, select(0u, last, upper));
            end = vec2<u32>(last, select(0u, last, upper));
            normal = vec3<f32>(0.0, -1.0, 0.0);
        }
        default: {}
    }
    let row = surface.counts.x;
    let heights_of_ends = vec2<f32>(heights[start.y * row + start.x], heights[end.y * row + end.x]);
    let cell = select(start, end, far);
    let plane = on_plane(vec2<f32>(cell));
    let scale = surface.height.y - surface.height.x;
    let floor = (-surface.half.y - surface.height.x) / scale;
    var out: WallVertex;
    out.shown = select(floor, select(heights_of_ends.x, heights_of_ends.y, far), upper && side < 4u);
    out.shown = min(out.shown, 1.0);
    let world = vec3<f32>(plane.x, surface.height.x + out.shown * scale, plane.y);
    out.clip = globals.clip_from_world * vec4<f32>(world, 1.0);
    if side < 4u && min(heights_of_ends.x, heights_of_ends.y) < HOLE {
        out.clip = NOWHERE;
    }
    // A wall sees half of the sky.
    out.lightness = pow(surface_light(normal, normal, vec2<f32>(0.5, 1.0)), CODING);
    return out;
}

@fragment
fn fragment_wall(in: WallVertex) -> @location(0) vec4<f32> {
    let color = mix(value_color(in.shown), surface.walls.rgb, surface.walls.w);
    return vec4<f32>(lit(color, in.lightness), 1.0);
}

// One half of a triangle covers the floor, so that no pixel is drawn twice.
@vertex
fn vertex_floor(@builtin(vertex_index) vertex: u32) -> Vertex {
    let last = f32(surface.counts.x - 1u);
    let grid = vec2<f32>(f32(vertex & 1u), f32(vertex >> 1u)) * 2.0 * last;
    let plane = on_plane(grid);
    var out: Vertex;
    out.clip = globals.clip_from_world * vec4<f32>(plane.x, -surface.half.y, plane.y, 1.0);
    out.value = vec3<f32>(0.0, 1.0, 1.0);
    out.cell = grid;
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

fn shaded(color: vec3<f32>, contour: f32, lightness: f32) -> vec4<f32> {
    return vec4<f32>(lit(color, lightness * mix(1.0, surface.contour.w, contour)), 1.0);
}

// A surface without holes that stays below the top of the box: without discard, hidden pixels are rejected before
// shading.
@fragment
fn fragment_surface_whole(in: Vertex) -> @location(0) vec4<f32> {
    let t = in.value.x;
    let contour = line_coverage(even_count(t), steepness(t) * surface.contour.y);
    return shaded(value_color(t), contour, in.value.z);
}

// The colour at a shown height; the top of a block has that of its walls where the surface is cut off.
fn cut_color(t: f32) -> vec3<f32> {
    return select(value_color(t), surface.walls.rgb, has_walls() && t > 0.99999);
}

@fragment
fn fragment_surface(in: Vertex) -> @location(0) vec4<f32> {
    let t = in.value.x;
    let contour = line_coverage(even_count(t), steepness(t) * surface.contour.y);
    if in.value.y < 0.999 || t > 1.0 {
        discard;
    }
    return shaded(cut_color(t), contour, in.value.z);
}

// Lines at given levels, bands of one colour between lines, or a mesh.
@fragment
fn fragment_surface_rich(in: Vertex) -> @location(0) vec4<f32> {
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
    let color = cut_color(shown);
    var lightness = in.value.z;
    if surface.counts.w > 0u {
        let to_line = abs(grid - round(grid)) / cell_px;
        let on_line = clamp(1.0 - min(to_line.x, to_line.y), 0.0, 1.0);
        lightness *= 1.0 - 0.06 * on_line * (1.0 - smoothstep(0.1, 0.3, max(cell_px.x, cell_px.y)));
    }
    // On the darkest colours lines are drawn lighter, since darker ones would not be visible.
    let dark = dot(color, vec3<f32>(0.3, 0.6, 0.1)) < 0.32 && surface.counts.z > 0u;
    let line = select(surface.contour.w, 1.7, dark);
    return vec4<f32>(lit(color, lightness * mix(1.0, line, contour)), 1.0);
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
    let a = heights[first];
    let b = heights[first + 1u];
    let c = heights[first + n];
    let d = heights[first + n + 1u];
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
