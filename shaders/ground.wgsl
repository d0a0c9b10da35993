// The soft shadow of the subject on the floor: one rectangle that reaches beyond that of the subject. Six vertices.

struct Ground {
    // xy: half extents of the subject along world x and z; z: height of the floor; w: distance at which the shadow ends.
    rectangle: vec4<f32>,
    // Colour and largest opacity.
    color: vec4<f32>,
}

@group(1) @binding(0) var<uniform> ground: Ground;

struct Vertex {
    @builtin(position) clip: vec4<f32>,
    // World x and z.
    @location(0) place: vec2<f32>,
}

@vertex
fn vertex_ground(@builtin(vertex_index) vertex: u32) -> Vertex {
    let corner = vec2<f32>(
        select(-1.0, 1.0, vertex == 1u || vertex == 2u || vertex == 4u),
        select(-1.0, 1.0, vertex == 2u || vertex == 4u || vertex == 5u),
    );
    var out: Vertex;
    out.place = corner * (ground.rectangle.xy + ground.rectangle.w);
    out.clip = to_clip(vec3<f32>(out.place.x, ground.rectangle.z, out.place.y));
    return out;
}

@fragment
fn fragment_ground(in: Vertex) -> @location(0) vec4<f32> {
    let outside = abs(in.place) - ground.rectangle.xy;
    let away = length(max(outside, vec2<f32>(0.0))) + min(max(outside.x, outside.y), 0.0);
    let shade = 1.0 - smoothstep(-ground.rectangle.w, ground.rectangle.w, away);
    return vec4<f32>(ground.color.rgb, ground.color.a * shade);
}
