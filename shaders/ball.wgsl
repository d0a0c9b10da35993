// Balls: quads on which every pixel intersects its ray with the sphere. Six vertices per ball.

struct Ball {
    // xyz: centre; w: radius.
    sphere: vec4<f32>,
    // Rotation from ball to world, a quaternion.
    orientation: vec4<f32>,
    // Base colour, linear, and the opacity of the ball.
    color: vec4<f32>,
    // Linear colour of the band and the caps, which show the rotation.
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
    // In perspective the outline of a sphere is larger than its radius.
    let reach = sphere.w * 1.2;
    var out: Vertex;
    out.world = sphere.xyz + reach * (x * right + y * up);
    out.clip = globals.clip_from_world * vec4<f32>(out.world, 1.0);
    out.index = index;
    out.sphere = sphere;
    return out;
}

// The inverse rotation of a vector by a unit quaternion.
fn unrotate(q: vec4<f32>, v: vec3<f32>) -> vec3<f32> {
    let t = 2.0 * cross(v, q.xyz);
    return v + q.w * t + cross(t, q.xyz);
}

@fragment
fn fragment_ball(in: Vertex) -> Pixel {
    let ball = balls[in.index];
    let center = in.sphere.xyz;
    let radius = in.sphere.w;
    let to_viewer = to_eye(in.world);
    // The point of the ray closest to the centre.
    let nearest = in.world + to_viewer * dot(center - in.world, to_viewer);
    let ray_distance = length(nearest - center);
    let pixel_size = max(fwidth(ray_distance), 1e-6);
    let coverage = clamp((radius - ray_distance) / pixel_size + 0.5, 0.0, 1.0);
    if coverage < 0.004 {
        discard;
    }
    let half_chord = sqrt(max(radius * radius - ray_distance * ray_distance, 0.0));
    let hit = nearest + to_viewer * half_chord;
    let normal = normalize(hit - center);

    let local = unrotate(ball.orientation, normal);
    let edge = pixel_size / radius * 0.7 + 0.01;
    let band = 1.0 - smoothstep(0.20 - edge, 0.20 + edge, abs(local.y));
    let cap = smoothstep(0.90 - edge, 0.90 + edge, abs(local.y));
    var color = mix(ball.color.rgb, ball.band.rgb, max(band, cap));

    let wrapped = 0.5 + 0.5 * dot(normal, globals.light.xyz);
    let sky = 0.5 + 0.5 * normal.y;
    color *= 0.50 + 0.42 * wrapped * wrapped + 0.22 * sky;
    let mirror = reflect(-to_viewer, normal);
    let highlight = pow(max(dot(mirror, globals.light.xyz), 0.0), 24.0);
    color += 0.38 * highlight;
    // From linear light to sRGB.
    color = select(1.055 * pow(color, vec3<f32>(SRGB_EXPONENT)) - 0.055, 12.92 * color, color < vec3<f32>(0.0031308));
    // A thin dark rim separates the ball from its background.
    let rim_px = (radius - ray_distance) / pixel_size;
    color = mix(globals.halo_dark.rgb, color, clamp(rim_px / (1.3 * globals.viewport.z) - 0.3, 0.0, 1.0));

    // Moved towards the eye by a radius, so that the near walls of narrow valleys do not hide the ball.
    let clip = globals.clip_from_world * vec4<f32>(hit + radius * to_viewer, 1.0);
    var out: Pixel;
    out.color = vec4<f32>(color, coverage * ball.color.a);
    out.depth = clip.z / clip.w;
    return out;
}
