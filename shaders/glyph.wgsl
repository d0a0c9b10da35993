// Glyphs of a fixed size in pixels: rings, discs, stars, crosses and arrows. Two triangles per glyph.

struct Glyph {
    position: vec3<f32>,
    // Half the size of the glyph in pixels.
    radius: f32,
    color: vec4<f32>,
    outline: vec4<f32>,
    // 0 ring, 1 disc, 2 star, 3 cross, 4 ring with a filled middle, 5 open arrow along +x, 6 hollow star.
    kind: u32,
    // Counter-clockwise rotation in radians.
    rotation: f32,
    // Stroke width in pixels.
    stroke: f32,
    // How far the glyph is moved towards the eye for the depth test, in world units.
    depth_bias: f32,
}

@group(1) @binding(0) var<storage, read> glyphs: array<Glyph>;

struct Vertex {
    @builtin(position) clip: vec4<f32>,
    // Position relative to the centre in pixels, before the rotation.
    @location(0) @interpolate(linear) local_px: vec2<f32>,
    @location(1) @interpolate(flat) index: u32,
}

@vertex
fn vertex_glyph(@builtin(vertex_index) vertex: u32) -> Vertex {
    let index = vertex / 6u;
    let corner = vertex % 6u;
    let corner_sign = vec2<f32>(
        select(-1.0, 1.0, corner == 1u || corner == 2u || corner == 4u),
        select(-1.0, 1.0, corner == 2u || corner == 4u || corner == 5u),
    );
    let glyph = glyphs[index];
    let half_quad = glyph.radius + 3.0 * globals.viewport.z + 1.0;
    let clip = clip_in_front(glyph.position, glyph.depth_bias);
    var out: Vertex;
    out.clip = vec4<f32>(clip.xy + corner_sign * half_quad / half_viewport() * clip.w, clip.zw);
    let c = cos(glyph.rotation);
    let s = sin(glyph.rotation);
    let px = corner_sign * half_quad;
    out.local_px = vec2<f32>(c * px.x + s * px.y, -s * px.x + c * px.y);
    out.index = index;
    return out;
}

fn segment_distance(p: vec2<f32>, a: vec2<f32>, b: vec2<f32>) -> f32 {
    let ab = b - a;
    let h = clamp(dot(p - a, ab) / dot(ab, ab), 0.0, 1.0);
    return length(p - a - h * ab);
}

// Signed distance to a five-pointed star with one tip up; `radius` is that of its tips.
fn star_distance(p: vec2<f32>, radius: f32) -> f32 {
    let sector = 1.2566371;
    let angle = atan2(p.x, p.y);
    let folded = abs(angle - sector * round(angle / sector));
    let q = length(p) * vec2<f32>(sin(folded), cos(folded));
    let tip = vec2<f32>(0.0, radius);
    let notch = 0.45 * radius * vec2<f32>(sin(0.5 * sector), cos(0.5 * sector));
    let edge = notch - tip;
    let outward = normalize(vec2<f32>(-edge.y, edge.x));
    let edge_distance = segment_distance(q, tip, notch);
    return select(-edge_distance, edge_distance, dot(q - tip, outward) > 0.0);
}

// Signed distance to the edge of a glyph in pixels, negative inside.
fn glyph_distance(glyph: Glyph, p: vec2<f32>) -> f32 {
    let half_stroke = 0.5 * glyph.stroke;
    let r = glyph.radius;
    switch glyph.kind {
        case 0u: { return abs(length(p) - (r - half_stroke)) - half_stroke; }
        case 1u: { return length(p) - r; }
        case 2u: { return star_distance(p, r); }
        case 3u: {
            let d = 0.7 * r;
            return min(segment_distance(p, vec2<f32>(-d, -d), vec2<f32>(d, d)), segment_distance(p, vec2<f32>(-d, d), vec2<f32>(d, -d))) - half_stroke;
        }
        case 4u: { return min(abs(length(p) - (r - half_stroke)) - half_stroke, length(p) - 0.5 * r); }
        case 6u: { return abs(star_distance(p, r) + half_stroke) - half_stroke; }
        default: {
            let tip = vec2<f32>(r, 0.0);
            let shaft = segment_distance(p, vec2<f32>(-r, 0.0), tip);
            let head = min(segment_distance(p, tip, vec2<f32>(0.25 * r, 0.6 * r)), segment_distance(p, tip, vec2<f32>(0.25 * r, -0.6 * r)));
            return min(shaft, head) - half_stroke;
        }
    }
}

// The colour of a pixel: the glyph with an outline around it.
fn shade(in: Vertex) -> vec4<f32> {
    let glyph = glyphs[in.index];
    let d = glyph_distance(glyph, in.local_px);
    let inside = clamp(0.5 - d, 0.0, 1.0);
    let outline_px = 1.6 * globals.viewport.z;
    let outer = clamp(0.5 + outline_px - d, 0.0, 1.0);
    let color = mix(glyph.outline, glyph.color, inside);
    return vec4<f32>(color.rgb, color.a * outer);
}

@fragment
fn fragment_glyph(in: Vertex) -> @location(0) vec4<f32> {
    let color = shade(in);
    if color.a < 0.004 {
        discard;
    }
    return color;
}

@fragment
fn fragment_glyph_behind(in: Vertex) -> @location(0) vec4<f32> {
    let color = shade(in);
    return vec4<f32>(color.rgb, color.a * globals.viewport.w);
}
