// Pictures: small images that face the viewer, with rounded corners and a rim. Two triangles per picture.

struct Pictures {
    // xy: width and height of every picture in its own pixels; z: width of the rim in pixels of the target; w: 1 if the
    // opacity of a pixel is the amount of ink.
    style: vec4<f32>,
    // rgb: colour of the paper.
    paper: vec4<f32>,
}

struct Picture {
    position: vec3<f32>,
    // Half the length of the longer side in pixels.
    radius: f32,
    // Colour of the ink and of the rim.
    color: vec3<f32>,
    // How much the picture fades into the background, 0 to 1.
    fade: f32,
    // The index of the picture in `pixels`.
    picture: u32,
}

@group(1) @binding(0) var<uniform> pictures: Pictures;
// RGBA with 8 bits each, picture after picture, each row by row from the top.
@group(1) @binding(1) var<storage, read> pixels: array<u32>;
@group(1) @binding(2) var<storage, read> records: array<Picture>;

struct Vertex {
    @builtin(position) clip: vec4<f32>,
    // xy: position relative to the centre in pixels of the target, y up; zw: half the size.
    @location(0) @interpolate(linear) local: vec4<f32>,
    @location(1) @interpolate(flat) color: vec3<f32>,
    @location(2) @interpolate(flat) fade: f32,
    // The index of the first pixel of the picture.
    @location(3) @interpolate(flat) first: u32,
}

@vertex
fn vertex_picture(@builtin(vertex_index) vertex: u32) -> Vertex {
    let record = records[vertex / 6u];
    let corner = vertex % 6u;
    let corner_sign = vec2<f32>(
        select(-1.0, 1.0, corner == 1u || corner == 2u || corner == 4u),
        select(-1.0, 1.0, corner == 2u || corner == 4u || corner == 5u),
    );
    let size = pictures.style.xy;
    let half_size = record.radius * size / max(size.x, size.y);
    // Room for an antialiased edge.
    let px = corner_sign * (half_size + 1.0);
    let clip = to_clip(record.position);
    var out: Vertex;
    out.clip = vec4<f32>(clip.xy + px / half_viewport() * clip.w, clip.zw);
    out.local = vec4<f32>(px, half_size);
    out.color = record.color;
    out.fade = record.fade;
    out.first = record.picture * u32(size.x) * u32(size.y);
    return out;
}

// The colour of a pixel, with the opacity multiplied into the other components.
fn pixel(first: u32, at: vec2<i32>) -> vec4<f32> {
    let last = vec2<i32>(pictures.style.xy) - 1;
    let inside = clamp(at, vec2<i32>(0), last);
    let color = unpack4x8unorm(pixels[first + u32(inside.y * (last.x + 1) + inside.x)]);
    return vec4<f32>(color.rgb * color.a, color.a);
}

// The colour at a position in pixels of the picture, interpolated.
fn sample_picture(first: u32, at: vec2<f32>) -> vec4<f32> {
    let low = vec2<i32>(floor(at - 0.5));
    let part = at - 0.5 - vec2<f32>(low);
    let above = mix(pixel(first, low), pixel(first, low + vec2<i32>(1, 0)), part.x);
    let below = mix(pixel(first, low + vec2<i32>(0, 1)), pixel(first, low + vec2<i32>(1, 1)), part.x);
    return mix(above, below, part.y);
}

@fragment
fn fragment_picture(in: Vertex) -> @location(0) vec4<f32> {
    let half_size = in.local.zw;
    // Signed distance to the edge of a rectangle with rounded corners, negative inside.
    let round = 0.18 * min(half_size.x, half_size.y);
    let beyond = abs(in.local.xy) - half_size + round;
    let distance = length(max(beyond, vec2<f32>(0.0))) + min(max(beyond.x, beyond.y), 0.0) - round;
    let coverage = clamp(0.5 - distance, 0.0, 1.0);
    if coverage < 0.02 {
        discard;
    }
    let uv = 0.5 + 0.5 * in.local.xy * vec2<f32>(1.0, -1.0) / half_size;
    let sampled = sample_picture(in.first, uv * pictures.style.xy);
    let paper = mix(pictures.paper.rgb, in.color, 0.10);
    var color = paper * (1.0 - sampled.a) + select(sampled.rgb, in.color * sampled.a, pictures.style.w > 0.5);
    let rim = clamp(distance + pictures.style.z + 0.5, 0.0, 1.0);
    color = mix(color, in.color, rim * select(1.0, 0.3, pictures.style.w > 0.5));
    return vec4<f32>(mix(color, pictures.paper.rgb, in.fade), coverage);
}
