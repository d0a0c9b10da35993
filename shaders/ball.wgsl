// Balls: quads on which every pixel intersects its ray with the sphere. Six vertices per ball.

struct Ball {
    // xyz: centre; w: radius.
    sphere: vec4<f32>,
    // Rotation from ball to world, a quaternion.
    orientation: vec4<f32>,
    // Linear colours, for shading.
    color: vec4<f32>,
    band: vec4<f32>,
}

@group(1) @binding(0) var<storage, read> balls: array<Ball>;

struct Vertex {
    @builtin(position) clip: vec4<f32>,
    @location(0) world: vec3<f32>,
    @location(1) @interpolate(flat) index: u32,
    // A varying because derivatives are taken of it: values read from a buffer are undefined in helper invocations.
    @location(2) @interpolate(flat) sphere: vec4<f32>,
}

struct Pixel {
    @location(0) color: vec4<f32>,
    @builtin(frag_depth) depth: f32,
}

@vertex
fn vertex_ball(@builtin(vertex_index) vertex: u32) -> Vertex {
    let index = vertex / 6u;
    let corner = vertex % 6u;
    let x = select(-1.0, 1.0, corner == 1u || corner == 2u || corner == 4u);
    let y = select(-1.0, 1.0, corner == 2u || corner == 4u || corner == 5u);
    let sphere = balls[index].sphere;
    let view = to_eye(sphere.xyz);
    let right = normalize(cross(globals.up.xyz, view));
    let up = cross(view, right);
    // In perspective a sphere appears slightly larger than its radius.
    let reach = sphere.w * 1.2;
    var out: Vertex;
    out.world = sphere.xyz + reach * (x * right + y * up);
    out.clip = globals.clip_from_world * vec4<f32>(out.world, 1.0);
    out.index = index;
    out.sphere = sphere;
    return out;
}

fn unrotate(q: vec4<f32>, v: vec3<f32>) -> vec3<f32> {
    let t = 2.0 * cross(v, q.xyz);
    return v + q.w * t + cross(t, q.xyz);
}

@fragment
fn fragment_ball(in: Vertex) -> Pixel {
    let ball = balls[in.index];
    let center = in.sphere.xyz;
    let radius = in.sphere.w;
    let back = to_eye(in.world);
    // The point of the ray closest to the centre.
    let nearest = in.world + back * dot(center - in.world, back);
    let miss = length(nearest - center);
    let pixel = max(fwidth(miss), 1e-6);
    let coverage = clamp((radius - miss) / pixel + 0.5, 0.0, 1.0);
    if coverage < 0.004 {
        discard;
    }
    let depth_in = sqrt(max(radius * radius - miss * miss, 0.0));
    let hit = nearest + back * depth_in;
    let normal = normalize(hit - center);

    let local = unrotate(ball.orientation, normal);
    let soft = pixel / radius * 0.7 + 0.01;
    let band = 1.0 - smoothstep(0.20 - soft, 0.20 + soft, abs(local.y));
    let cap = smoothstep(0.90 - soft, 0.90 + soft, abs(local.y));
    var color = mix(ball.color.rgb, ball.band.rgb, max(band, cap));

    let wrapped = 0.5 + 0.5 * dot(normal, globals.light.xyz);
    let sky = 0.5 + 0.5 * normal.y;
    color *= 0.50 + 0.42 * wrapped * wrapped + 0.22 * sky;
    let mirror = reflect(-back, normal);
    let highlight = pow(max(dot(mirror, globals.light.xyz), 0.0), 24.0);
    color += 0.38 * highlight;
    color = select(1.055 * pow(color, vec3<f32>(CODING)) - 0.055, 12.92 * color, color < vec3<f32>(0.0031308));
    // A thin dark rim separates the ball from its background.
    let rim_px = (radius - miss) / pixel;
    color = mix(globals.halo_dark.rgb, color, clamp(rim_px / (1.3 * globals.viewport.z) - 0.3, 0.0, 1.0));

    let clip = globals.clip_from_world * vec4<f32>(hit, 1.0);
    var out: Pixel;
    out.color = vec4<f32>(color, coverage);
    out.depth = clip.z / clip.w;
    return out;
}
