// Lines of constant width in pixels through world positions: trails, axes, arrows. Six vertices per segment.

struct Ribbon {
    color: vec4<f32>,
    // x: width in pixels; y: 1 for a double halo, 2 for a dark one; z: depth bias in world units; w: opacity.
    style: vec4<f32>,
    // x: step up to which the line is drawn; y: opacity of its oldest part; z: age in steps at which that opacity is
    // reached.
    time: vec4<f32>,
    // x: first point; y: number of points; z: 1 for separate lines of two points each; w: 1 for per-point colours.
    range: vec4<u32>,
}

struct Point {
    position: vec3<f32>,
    // The step at which the line reaches the point.
    step: f32,
    color: vec3<f32>,
    // Width factor; segments to or from a point of width 0 are not drawn.
    width: f32,
}

@group(1) @binding(0) var<uniform> ribbon: Ribbon;
@group(1) @binding(1) var<storage, read> points: array<Point>;

struct Vertex {
    @builtin(position) clip: vec4<f32>,
    // x: pixels from the centre line; y: pixels from the start of the segment; z: its length; w: its half width here.
    @location(0) @interpolate(linear) local: vec4<f32>,
    @location(1) @interpolate(linear) opacity: f32,
    @location(2) @interpolate(linear) color: vec3<f32>,
}

// The smallest clip w that is drawn: parts of a line nearer to the viewer are cut off.
const NEAR_W: f32 = 1e-3;

// The position of a clip position in pixels from the centre of the viewport.
fn on_screen(clip: vec4<f32>) -> vec2<f32> {
    return clip.xy / max(clip.w, NEAR_W) * half_viewport();
}

// The width of the halo on each side of the line, in pixels.
fn halo_width() -> f32 {
    let width = select(1.9, 1.1, ribbon.style.y > 1.5) * globals.viewport.z;
    return select(0.0, width, ribbon.style.y > 0.5);
}

// The vector from the centre line to the edge where two segments join, in half line widths; zero for no join. `along`
// is the unit direction of this segment, `other` the vector of its neighbour.
fn miter(along: vec2<f32>, other: vec2<f32>) -> vec2<f32> {
    let other_length = length(other);
    if other_length < 1e-3 {
        return vec2<f32>(0.0);
    }
    let bisector = along + other / other_length;
    if dot(bisector, bisector) < 1.2 {
        return vec2<f32>(0.0);
    }
    let tangent = normalize(bisector);
    let across = vec2<f32>(-tangent.y, tangent.x);
    return across / dot(across, vec2<f32>(-along.y, along.x));
}

@vertex
fn vertex_ribbon(@builtin(vertex_index) vertex: u32) -> Vertex {
    var out: Vertex;
    out.clip = OUTSIDE_VIEW;
    let segment = vertex / 6u;
    let corner = vertex % 6u;
    let at_end = corner == 1u || corner == 2u || corner == 4u;
    let side = select(-1.0, 1.0, corner == 2u || corner == 4u || corner == 5u);

    let pairs = ribbon.range.z == 1u;
    let first = ribbon.range.x + select(segment, segment * 2u, pairs);
    let last_point = ribbon.range.x + ribbon.range.y - 1u;
    var a = points[first];
    var b = points[first + 1u];
    let current_step = ribbon.time.x;
    if a.step > current_step || a.width * b.width == 0.0 {
        return out;
    }
    var b_is_end = first + 1u == last_point;
    if b.step > current_step {
        let fraction = (current_step - a.step) / max(b.step - a.step, 1e-9);
        b.position = mix(a.position, b.position, fraction);
        b.width = mix(a.width, b.width, fraction);
        b.step = current_step;
        b_is_end = true;
    }
    var clip_a = to_clip(a.position);
    var clip_b = to_clip(b.position);
    if clip_a.w < NEAR_W && clip_b.w < NEAR_W {
        return out;
    }
    if clip_a.w < NEAR_W {
        clip_a = mix(clip_a, clip_b, (NEAR_W - clip_a.w) / (clip_b.w - clip_a.w));
    }
    if clip_b.w < NEAR_W {
        clip_b = mix(clip_b, clip_a, (NEAR_W - clip_b.w) / (clip_a.w - clip_b.w));
    }
    let screen_a = on_screen(clip_a);
    let screen_b = on_screen(clip_b);
    let span = screen_b - screen_a;
    let span_length = length(span);
    let along = select(vec2<f32>(1.0, 0.0), span / max(span_length, 1e-6), span_length > 1e-4);
    let across = vec2<f32>(-along.y, along.x);

    // Only the segment that joins at this vertex's end matters.
    var join = vec2<f32>(0.0);
    if !pairs && at_end && !b_is_end {
        join = miter(along, on_screen(to_clip(points[first + 2u].position)) - screen_b);
    }
    if !pairs && !at_end && first > ribbon.range.x {
        join = miter(along, screen_a - on_screen(to_clip(points[first - 1u].position)));
    }
    // Arrow heads are tapered lines. Their ends are straight, as are ends that join another segment.
    let tapers = pairs && a.width != b.width;
    let has_join = dot(join, join) > 0.0;
    let half_core = 0.5 * ribbon.style.x * select(a.width, b.width, at_end);
    let reach = half_core + halo_width() + 1.0;
    let beyond = select(reach, 0.0, has_join || tapers);
    let offset = select(across, join, has_join) * side * reach + along * select(-beyond, beyond, at_end);
    let clip = select(clip_a, clip_b, at_end);
    let depth = depth_in_front(select(a.position, b.position, at_end), ribbon.style.z);
    out.clip = vec4<f32>(clip.xy + offset / half_viewport() * clip.w, depth * clip.w, clip.w);
    out.local = vec4<f32>(
        side * reach,
        select(-beyond, span_length + beyond, at_end),
        span_length,
        half_core,
    );
    let age = clamp((current_step - select(a.step, b.step, at_end)) / max(ribbon.time.z, 1e-6), 0.0, 1.0);
    out.color = select(ribbon.color.rgb, select(a.color, b.color, at_end), ribbon.range.w == 1u);
    out.opacity = ribbon.style.w * mix(1.0, ribbon.time.y, age);
    return out;
}

// The colour of a pixel: the line with its halo.
fn shade(in: Vertex) -> vec4<f32> {
    // Only round ends extend beyond the segment.
    let past = min(in.local.y, 0.0) + max(in.local.y - in.local.z, 0.0);
    let from_middle = length(vec2<f32>(in.local.x, past));
    let core = clamp(in.local.w + 0.5 - from_middle, 0.0, 1.0);
    let line_color = vec4<f32>(in.color, ribbon.color.a);
    var color = line_color;
    if ribbon.style.y > 0.5 {
        let dark = clamp(in.local.w + 1.1 * globals.viewport.z + 0.5 - from_middle, 0.0, 1.0);
        let light = clamp(in.local.w + halo_width() + 0.5 - from_middle, 0.0, 1.0);
        let halo = mix(globals.halo_light, globals.halo_dark, dark);
        color = mix(halo, line_color, core);
        color.a *= light;
    } else {
        color.a *= core;
    }
    color.a *= in.opacity;
    return color;
}

@fragment
fn fragment_ribbon(in: Vertex) -> @location(0) vec4<f32> {
    return shade(in);
}

@fragment
fn fragment_ribbon_behind(in: Vertex) -> @location(0) vec4<f32> {
    let color = shade(in);
    return vec4<f32>(color.rgb, color.a * globals.viewport.w);
}

// A glow: from full opacity at the middle of the line to none at its edge.
@fragment
fn fragment_glow(in: Vertex) -> @location(0) vec4<f32> {
    let past = min(in.local.y, 0.0) + max(in.local.y - in.local.z, 0.0);
    let from_middle = length(vec2<f32>(in.local.x, past));
    let inward = max(1.0 - from_middle / in.local.w, 0.0);
    return vec4<f32>(in.color, inward * inward * ribbon.color.a * in.opacity);
}
