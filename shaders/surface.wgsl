// A grid of normalized heights (0 at the bottom of the scale, 1 at its top), and its contour lines on the floor. The
// triangles are small wherever the surface or its normal bends, so that the light can be computed per vertex. Work per
// pixel is kept small, since software drivers spend most of their time there. For the same reason features that few
// pictures have (lines at given levels, bands of one colour, the mesh) use separate entry points, `_full`.

struct Surface {
    // Half extents of the box; w: the line count at the minimum of the surface, where no line is drawn.
    half_size: vec4<f32>,
    // World heights of normalized heights 0 and 1; z: opacity of the floor lines; w: 1 for bands of one colour between
    // lines.
    height: vec4<f32>,
    // x: normalized height of line 0; y: lines per unit of normalized height (0 for none); z: line width in pixels; w:
    // lightness of lines relative to the colour beneath.
    contour: vec4<f32>,
    // x: grid points along a side; y: every how many lines one is thick; z: 1 for lines at given levels, whose count is
    // looked up in `levels`; w: cells between mesh lines, 0 for no mesh.
    counts: vec4<u32>,
    // x: progress from the first shape to the second.
    morph: vec4<f32>,
    // xyz: unit direction to the key light; w: largest relative change of brightness by light and shadow.
    light: vec4<f32>,
    // Colour of the side walls; w: its opacity over the colours of the heights, 0 without side walls.
    walls: vec4<f32>,
}

@group(1) @binding(0) var<uniform> surface: Surface;
// The normalized heights row by row, for the floor.
@group(1) @binding(1) var<storage, read> heights: array<f32>;
// For lines at given levels: the line count at each of 1024 normalized heights, an integer at each level.
@group(1) @binding(2) var<storage, read> levels: array<f32>;
// The normalized heights of the second shape of a morph.
@group(1) @binding(3) var<storage, read> later_heights: array<f32>;

// Grid points below this height are holes.
const HOLE: f32 = -100.0;

struct Vertex {
    @builtin(position) clip: vec4<f32>,
    // x: normalized height; y: 1, or less next to a hole; zw: lightness of the upper and the lower side.
    @location(0) value: vec4<f32>,
    @location(1) cell: vec2<f32>,
    // The cosine of the angle between the normal and the direction to the eye; above 0 on the upper side.
    @location(2) facing: f32,
}

// World x and z of grid coordinates. The second parameter runs along −z.
fn on_plane(cell: vec2<f32>) -> vec2<f32> {
    let across = cell / f32(surface.counts.x - 1u) * 2.0 - 1.0;
    return vec2<f32>(across.x, -across.y) * surface.half_size.xz;
}

// The brightness relative to the colormap of the side with the normal `facing`: the key light, fixed to the scene, some
// light from the camera and some from the sky. x and y of `visible` are the visible fractions of sky and key light.
fn surface_light(facing: vec3<f32>, visible: vec2<f32>) -> f32 {
    let key = visible.y * max(dot(facing, surface.light.xyz), 0.0);
    let fill = 0.5 + 0.5 * dot(facing, globals.light.xyz);
    let shade = 0.62 * key + 0.16 * fill * fill + 0.22 * visible.x;
    return 1.0 + surface.light.w * clamp(2.4 * (shade - 0.72), -1.0, 1.0);
}

// Whether the surface is the top of a block.
fn has_walls() -> bool {
    return surface.walls.w > 0.0;
}

@vertex
fn vertex_surface(
    @location(0) cell: vec2<u32>,
    @location(1) height: f32,
    // Derivatives of the normalized height along world x and z.
    @location(2) slope: vec2<f32>,
    // Visible fractions of the sky and of the key light.
    @location(3) visible: vec2<f32>,
    // The same in the second shape of a morph.
    @location(5) later_height: f32,
    @location(6) later_slope: vec2<f32>,
    @location(7) later_visible: vec2<f32>,
) -> Vertex {
    let is_hole = min(height, later_height) < HOLE;
    let mixed = mix(height, later_height, surface.morph.x);
    // The top of a block is flat where the surface is cut off.
    let is_cut = has_walls() && mixed > 1.0;
    let t = select(select(mixed, 1.0, is_cut), 0.0, is_hole);
    let tilt = mix(slope, later_slope, surface.morph.x);
    let scale = surface.height.y - surface.height.x;
    let grid = vec2<f32>(cell);
    let plane = on_plane(grid);
    var out: Vertex;
    let world = vec3<f32>(plane.x, surface.height.x + t * scale, plane.y);
    let normal = normalize(vec3<f32>(-tilt.x * scale, select(1.0, 1e6, is_cut), -tilt.y * scale));
    // The underside sees neither the sky nor the key light.
    let upper = surface_light(normal, mix(visible, later_visible, surface.morph.x));
    let light = vec2<f32>(upper, surface_light(-normal, vec2<f32>(0.0)));
    out.clip = globals.clip_from_world * vec4<f32>(world, 1.0);
    out.value = vec4<f32>(t, select(1.0, 0.0, is_hole), pow(light, vec2<f32>(SRGB_EXPONENT)));
    out.cell = grid;
    out.facing = dot(normal, to_eye(world));
    return out;
}

// The side walls and the bottom of a block: six vertices per border cell, then six for the bottom.
struct WallVertex {
    @builtin(position) clip: vec4<f32>,
    @location(0) height: f32,
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
    let heights_of_ends = vec2<f32>(shape_height(start.y * row + start.x), shape_height(end.y * row + end.x));
    let cell = select(start, end, far);
    let plane = on_plane(vec2<f32>(cell));
    let scale = surface.height.y - surface.height.x;
    let floor = (-surface.half_size.y - surface.height.x) / scale;
    var out: WallVertex;
    out.height = select(floor, select(heights_of_ends.x, heights_of_ends.y, far), upper && side < 4u);
    out.height = min(out.height, 1.0);
    let world = vec3<f32>(plane.x, surface.height.x + out.height * scale, plane.y);
    out.clip = globals.clip_from_world * vec4<f32>(world, 1.0);
    if side < 4u && min(heights_of_ends.x, heights_of_ends.y) < HOLE {
        out.clip = OUTSIDE_VIEW;
    }
    // A wall sees half of the sky.
    out.lightness = pow(surface_light(normal, vec2<f32>(0.5, 1.0)), SRGB_EXPONENT);
    return out;
}

@fragment
fn fragment_wall(in: WallVertex) -> @location(0) vec4<f32> {
    let color = mix(colormap_color(in.height), surface.walls.rgb, surface.walls.w);
    return vec4<f32>(scale_light(color, in.lightness), 1.0);
}

// A triangle of twice the size of the floor, cut by the scissor rectangle and by `floor_height`. Two triangles would
// shade the pixels at their common edge twice.
@vertex
fn vertex_floor(@builtin(vertex_index) vertex: u32) -> Vertex {
    let last = f32(surface.counts.x - 1u);
    let grid = vec2<f32>(f32(vertex & 1u), f32(vertex >> 1u)) * 2.0 * last;
    let plane = on_plane(grid);
    var out: Vertex;
    out.clip = globals.clip_from_world * vec4<f32>(plane.x, -surface.half_size.y, plane.y, 1.0);
    out.value = vec4<f32>(0.0, 1.0, 1.0, 1.0);
    out.cell = grid;
    out.facing = 1.0;
    return out;
}

// The line count of a normalized height: the number of the line there, fractional between two evenly spaced lines.
fn even_count(t: f32) -> f32 {
    return (t - surface.contour.x) * surface.contour.y;
}

// x: the line count, also for lines at given levels; y: lines per unit of normalized height.
fn line_count(t: f32) -> vec2<f32> {
    if surface.counts.z == 0u {
        return vec2<f32>(even_count(t), surface.contour.y);
    }
    let x = clamp(t, 0.0, 1.0) * 1023.0;
    let i = min(u32(x), 1022u);
    let low = levels[i];
    let step = levels[i + 1u] - low;
    return vec2<f32>(low + step * (x - f32(i)), 1023.0 * step);
}

// Change of the normalized height per pixel.
fn steepness(t: f32) -> f32 {
    return length(vec2<f32>(dpdx(t), dpdy(t)));
}

// The opacity of the contour line nearest to a line count, 0 to 1.
fn line_coverage(count: f32, lines_per_pixel: f32) -> f32 {
    let slope = max(lines_per_pixel, 1e-6);
    let nearest = round(count);
    let interval = f32(max(surface.counts.y, 1u));
    let thick = abs(nearest - interval * round(nearest / interval)) < 0.5;
    let half_width = 0.5 * surface.contour.z * select(1.0, 1.6, thick);
    let distance_px = abs(count - nearest) / slope;
    let covered = clamp(half_width + 0.5 - distance_px, 0.0, 1.0);
    // Crowded lines fade out, thin ones first. There is no line on a plateau, nor at the minimum of the surface, where
    // it would consist of dots.
    let crowding = slope * select(1.0, 0.45, thick);
    let room = clamp((0.45 - crowding) * 3.4, 0.0, 1.0);
    return covered * room * step(2e-6, slope) * step(1e-6, surface.contour.y) * step(surface.half_size.w + 1e-3, nearest);
}

// The lightness of the visible side. Close to a silhouette, a triangle may be turned away where the surface is not, or
// the other way round; there it is the upper side.
fn lightness(in: Vertex, is_upper: bool) -> f32 {
    return select(in.value.w, in.value.z, is_upper || in.facing >= 0.0);
}

// The colour at a normalized height; the top of a block has that of its walls where the surface is cut off.
fn cut_color(t: f32) -> vec3<f32> {
    return select(colormap_color(t), surface.walls.rgb, has_walls() && t > 0.99999);
}

// The colour of the surface under a contour line of the given opacity.
fn shaded(color: vec3<f32>, contour: f32, tone: f32) -> vec4<f32> {
    return vec4<f32>(scale_light(color, tone * mix(1.0, surface.contour.w, contour)), 1.0);
}

// A surface without holes that stays below the top of the box: without discard, hidden pixels are rejected before
// shading.
@fragment
fn fragment_surface_unclipped(in: Vertex, @builtin(front_facing) is_upper: bool) -> @location(0) vec4<f32> {
    let t = in.value.x;
    let contour = line_coverage(even_count(t), steepness(t) * surface.contour.y);
    return shaded(colormap_color(t), contour, lightness(in, is_upper));
}

@fragment
fn fragment_surface(in: Vertex, @builtin(front_facing) is_upper: bool) -> @location(0) vec4<f32> {
    let t = in.value.x;
    let contour = line_coverage(even_count(t), steepness(t) * surface.contour.y);
    if in.value.y < 0.999 || t > 1.0 {
        discard;
    }
    return shaded(cut_color(t), contour, lightness(in, is_upper));
}

// Lines at given levels, bands of one colour between lines, or a mesh.
@fragment
fn fragment_surface_full(in: Vertex, @builtin(front_facing) is_upper: bool) -> @location(0) vec4<f32> {
    let t = in.value.x;
    let counted = line_count(t);
    let count = counted.x;
    let contour = line_coverage(count, steepness(t) * counted.y);
    let grid = in.cell / f32(max(surface.counts.w, 1u));
    let cell_px = max(fwidth(grid), vec2<f32>(1e-6));
    if in.value.y < 0.999 || t > 1.0 {
        discard;
    }
    var height = t;
    if surface.height.w > 0.5 && surface.contour.y > 0.0 && surface.counts.z == 0u {
        height = (floor(count) + 0.5) / surface.contour.y + surface.contour.x;
    }
    let color = cut_color(height);
    var tone = lightness(in, is_upper);
    if surface.counts.w > 0u {
        let mesh_distance = abs(grid - round(grid)) / cell_px;
        let on_line = clamp(1.0 - min(mesh_distance.x, mesh_distance.y), 0.0, 1.0);
        tone *= 1.0 - 0.06 * on_line * (1.0 - smoothstep(0.1, 0.3, max(cell_px.x, cell_px.y)));
    }
    // On the darkest colours lines are drawn lighter, since darker ones would not be visible.
    let dark = dot(color, vec3<f32>(0.3, 0.6, 0.1)) < 0.32 && surface.counts.z > 0u;
    let line = select(surface.contour.w, 1.7, dark);
    return vec4<f32>(scale_light(color, tone * mix(1.0, line, contour)), 1.0);
}

// The normalized height of a grid point, below HOLE if it is a hole in either shape.
fn shape_height(index: u32) -> f32 {
    let height = heights[index];
    if surface.morph.x == 0.0 {
        return height;
    }
    let later = later_heights[index];
    return select(mix(height, later, surface.morph.x), HOLE - 1.0, min(height, later) < HOLE);
}

// x: the normalized height above a point of the floor, below HOLE next to a hole and beyond the border; yz: its change
// per cell.
fn floor_height(cell: vec2<f32>) -> vec3<f32> {
    let n = surface.counts.x;
    if max(cell.x, cell.y) > f32(n - 1u) {
        return vec3<f32>(HOLE - 1.0, 0.0, 0.0);
    }
    let low = vec2<u32>(clamp(cell, vec2<f32>(0.0), vec2<f32>(f32(n - 2u))));
    let fraction = cell - vec2<f32>(low);
    let first = low.y * n + low.x;
    let a = shape_height(first);
    let b = shape_height(first + 1u);
    let c = shape_height(first + n);
    let d = shape_height(first + n + 1u);
    let mixed = mix(mix(a, b, fraction.x), mix(c, d, fraction.x), fraction.y);
    let slope = vec2<f32>(mix(b - a, d - c, fraction.y), mix(c - a, d - b, fraction.x));
    return vec3<f32>(select(mixed, HOLE - 1.0, min(min(a, b), min(c, d)) < HOLE), slope);
}

// Change of the normalized height per pixel. Computed from the slope, because derivatives of the height would be wrong
// beside pixels without a height.
fn floor_steepness(slope: vec2<f32>, along_x: vec2<f32>, along_y: vec2<f32>) -> f32 {
    return length(vec2<f32>(dot(slope, along_x), dot(slope, along_y)));
}

// The colour of a contour line on the floor.
fn floor_color(t: f32, contour: f32) -> vec4<f32> {
    if t < HOLE || t > 1.0 || contour < 0.004 {
        discard;
    }
    return vec4<f32>(colormap_color(t), contour * surface.height.z);
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
fn fragment_floor_full(in: Vertex) -> @location(0) vec4<f32> {
    let along_x = dpdx(in.cell);
    let along_y = dpdy(in.cell);
    let floor = floor_height(in.cell);
    let steepness = floor_steepness(floor.yz, along_x, along_y);
    let counted = line_count(floor.x);
    return floor_color(floor.x, line_coverage(counted.x, steepness * counted.y));
}
