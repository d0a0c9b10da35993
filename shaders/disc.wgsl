// Discs: points of a cloud facing the viewer, and shadows and patches lying in a plane. Six vertices a disc.

struct Discs {
    // x: radius in pixels (facing) or in the world (lying); y: 1 where they lie; z: height they lie at, above 1e8: their own; w: opacity.
    style: vec4<f32>,
    // x, y: distances from the eye at which discs are full and faded; z: how much they fade; w: width of the rim in pixels.
    fog: vec4<f32>,
    // x: how many colours there are.
    counts: vec4<u32>,
    colors: array<vec4<f32>, 16>,
}

struct Disc {
    position: vec3<f32>,
    color: u32,
    normal: vec3<f32>,
    scale: f32,
}

@group(1) @binding(0) var<uniform> discs: Discs;
@group(1) @binding(1) var<storage, read> points: array<Disc>;

struct Vertex {
    @builtin(position) clip: vec4<f32>,
    // xy: place in the disc, 1 at its edge; z: pixels to its radius; w: 0 near, 1 far.
    @location(0) place: vec4<f32>,
    @location(1) @interpolate(flat) color: u32,
}

@vertex
fn vertex_disc(@builtin(vertex_index) vertex: u32) -> Vertex {
    let corner = vertex % 6u;
    let place = vec2<f32>(
        select(-1.0, 1.0, corner == 1u || corner == 2u || corner == 4u),
        select(-1.0, 1.0, corner == 2u || corner == 4u || corner == 5u),
    );
    let point = points[vertex / 6u];
    var out: Vertex;
    out.color = point.color;
    var center = point.position;
    if discs.style.z < 1e8 {
        center.y = discs.style.z;
    }
    let away = select(dot(center - globals.eye.xyz, globals.forward.xyz), distance(center, globals.eye.xyz), globals.eye.w > 0.5);
    let far = clamp((away - discs.fog.x) / max(discs.fog.y - discs.fog.x, 1e-6), 0.0, 1.0);
    if discs.style.y > 0.5 {
        let normal = normalize(point.normal);
        let side = select(vec3<f32>(1.0, 0.0, 0.0), vec3<f32>(0.0, 0.0, 1.0), abs(normal.x) > 0.9);
        let u = normalize(cross(normal, side));
        let v = cross(normal, u);
        let radius = discs.style.x * point.scale;
        out.clip = clip_in_front(center + radius * (place.x * u + place.y * v), 0.02);
        out.place = vec4<f32>(place, 8.0, far);
        return out;
    }
    let radius_px = discs.style.x * point.scale * mix(1.12, 0.82, far);
    let clip = globals.clip_from_world * vec4<f32>(center, 1.0);
    let reach = (radius_px + 1.0) / radius_px;
    out.clip = vec4<f32>(clip.xy + place * (radius_px + 1.0) / half_viewport() * clip.w, clip.zw);
    out.place = vec4<f32>(place * reach, radius_px, far);
    return out;
}

@fragment
fn fragment_disc(in: Vertex) -> @location(0) vec4<f32> {
    let inside_px = (1.0 - length(in.place.xy)) * in.place.z;
    let coverage = clamp(inside_px + 0.5, 0.0, 1.0);
    if coverage < 0.02 {
        discard;
    }
    let base = discs.colors[min(in.color, 15u)];
    let dome = 1.0 - 0.10 * dot(in.place.xy - vec2<f32>(-0.3, 0.3), in.place.xy - vec2<f32>(-0.3, 0.3));
    var color = lit(base.rgb, dome);
    color = mix(lit(color, 0.78), color, clamp(inside_px / max(discs.fog.w, 0.1) - 0.2, 0.0, 1.0));
    color = mix(color, mix(globals.background_top.rgb, globals.background_bottom.rgb, 0.5), in.place.w * discs.fog.z);
    return vec4<f32>(color, coverage * base.a * discs.style.w);
}

// A soft dark spot.
@fragment
fn fragment_shadow(in: Vertex) -> @location(0) vec4<f32> {
    let out = length(in.place.xy);
    let soft = 1.0 - smoothstep(0.15, 1.0, out);
    let base = discs.colors[min(in.color, 15u)];
    return vec4<f32>(base.rgb, soft * base.a * discs.style.w);
}

// The square around a lying disc, of one colour.
@fragment
fn fragment_patch(in: Vertex) -> @location(0) vec4<f32> {
    let base = discs.colors[min(in.color, 15u)];
    return vec4<f32>(base.rgb, base.a * discs.style.w);
}

@fragment
fn fragment_patch_behind(in: Vertex) -> @location(0) vec4<f32> {
    let base = discs.colors[min(in.color, 15u)];
    return vec4<f32>(base.rgb, base.a * discs.style.w * globals.viewport.w);
}
