// Discs on a plane: contact shadows of balls, and square patches of a tangent plane. Two triangles per disc.

struct Discs {
    // x: radius, or half the side of a square, in world units; y: opacity; z: radius of a shadow in radii of the ball that
    // casts it; w: depth bias in world units.
    style: vec4<f32>,
    color: vec4<f32>,
}

struct Disc {
    position: vec3<f32>,
    // Normal of the plane, of any length.
    normal: vec3<f32>,
}

@group(1) @binding(0) var<uniform> discs: Discs;
@group(1) @binding(1) var<storage, read> points: array<Disc>;

struct Vertex {
    @builtin(position) clip: vec4<f32>,
    // Position relative to the centre; the edge is at distance 1.
    @location(0) local: vec2<f32>,
}

@vertex
fn vertex_disc(@builtin(vertex_index) vertex: u32) -> Vertex {
    let corner = vertex % 6u;
    let local = vec2<f32>(
        select(-1.0, 1.0, corner == 1u || corner == 2u || corner == 4u),
        select(-1.0, 1.0, corner == 2u || corner == 4u || corner == 5u),
    );
    let point = points[vertex / 6u];
    let normal = normalize(point.normal);
    let axis = select(vec3<f32>(1.0, 0.0, 0.0), vec3<f32>(0.0, 0.0, 1.0), abs(normal.x) > 0.9);
    let u = normalize(cross(normal, axis));
    let v = cross(normal, u);
    var out: Vertex;
    out.clip = clip_in_front(point.position + discs.style.x * (local.x * u + local.y * v), discs.style.w);
    out.local = local;
    return out;
}

// The fraction of the sky that a ball hides from the plane that it touches, faded out at the edge of the disc.
@fragment
fn fragment_shadow(in: Vertex) -> @location(0) vec4<f32> {
    let away = dot(in.local, in.local);
    let radii = discs.style.z * discs.style.z * away;
    let hidden = inverseSqrt(1.0 + radii) / (1.0 + radii);
    let edge = max(1.0 - away, 0.0);
    return vec4<f32>(discs.color.rgb, hidden * edge * edge * discs.color.a * discs.style.y);
}

// A square of one colour.
@fragment
fn fragment_patch(in: Vertex) -> @location(0) vec4<f32> {
    return vec4<f32>(discs.color.rgb, discs.color.a * discs.style.y);
}

@fragment
fn fragment_patch_behind(in: Vertex) -> @location(0) vec4<f32> {
    return vec4<f32>(discs.color.rgb, discs.color.a * discs.style.y * globals.viewport.w);
}
