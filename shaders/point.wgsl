// Points of a cloud: discs or small spheres facing the viewer, and their shadows on a plane, one triangle per point.
// Large clouds are rasterized by a compute shader instead, which is much faster: it keeps the nearest point of each
// pixel in a visibility buffer, and a single triangle then resolves the buffer to colours.

struct Points {
    // x: radius in pixels (at clip w 1 if it is in world units); y: 1 for a radius in world units; z: width of the rim
    // in pixels; w: opacity. The radius of shadows is in world units.
    style: vec4<f32>,
    // x, y: view distances between which fog and size change; z: strength of the fog at y; w: interpolation fraction
    // between the two positions, 0 to 1.
    fog: vec4<f32>,
    // xyz: 0 for the world axis that shadows are projected along, else 1; w: 1 for spheres.
    axis_mask: vec4<f32>,
    // xyz: the coordinate of the plane of shadows along the projected axis, else 0.
    plane: vec4<f32>,
    // xy: top left pixel of the figure; zw: the nearest and the farthest view distance in the visibility buffer.
    figure: vec4<f32>,
    // Size factors for a radius in pixels, x: of the nearest points; y: of the farthest.
    sizes: vec4<f32>,
    // Colours of the classes; the last one is for points without a class, or is mixed into shadows.
    colors: array<vec4<f32>, 32>,
}

@group(1) @binding(0) var<uniform> points: Points;
// The positions at two stages, three numbers per point.
@group(1) @binding(1) var<storage, read> before: array<f32>;
@group(1) @binding(2) var<storage, read> after: array<f32>;
// Colour and size of each point. Bits 0 to 9: colour; from 32 on dimmed class colours, from 64 on dimmed colours of
// every second colormap entry. Bit 10: the colour is a colormap entry. Bit 11: ring. Bits 16 to 23: size factor in
// 64ths, 0 for a hidden point.
@group(1) @binding(3) var<storage, read> marks: array<u32>;

// The visibility buffer, for writing and for reading: the nearest point at each pixel of the figure, row by row; 0 for
// none. Bits 0 to 10: colour as in `marks`; the rest: nearness, from 0 at the farthest view distance to MAX_NEARNESS.
@group(1) @binding(4) var<storage, read_write> visibility: array<atomic<u32>>;
@group(1) @binding(5) var<storage, read> visible: array<u32>;

const MAX_NEARNESS: f32 = 2097151.0;

struct Vertex {
    @builtin(position) clip: vec4<f32>,
    // xy: position relative to the centre, the edge is at distance 1; z: radius in pixels; w: inner radius of a ring,
    // as a fraction, or 0.
    @location(0) local: vec4<f32>,
    @location(1) @interpolate(flat) color: vec3<f32>,
}

fn position(index: u32) -> vec3<f32> {
    let first = vec3<f32>(before[3u * index], before[3u * index + 1u], before[3u * index + 2u]);
    let second = vec3<f32>(after[3u * index], after[3u * index + 1u], after[3u * index + 2u]);
    return mix(first, second, points.fog.w) * points.axis_mask.xyz + points.plane.xyz;
}

fn base_color(mark: u32) -> vec3<f32> {
    let number = mark & 1023u;
    if (mark & 1024u) != 0u {
        return colormap[number].rgb;
    }
    if number < 32u {
        return points.colors[number].rgb;
    }
    let full = select(colormap[min(2u * (number - 64u), 1023u)].rgb, points.colors[number & 31u].rgb, number < 64u);
    return mix(full, background_color(), 0.8);
}

// The colour into which distant and dimmed points fade: the middle of the background gradient.
fn background_color() -> vec3<f32> {
    return mix(globals.background_top.rgb, globals.background_bottom.rgb, 0.5);
}

// The size factor of a point; 0 for a hidden point.
fn size_of(mark: u32) -> f32 {
    return f32((mark >> 16u) & 255u) / 64.0;
}

// The distance from the eye along the viewing direction.
fn view_distance(center: vec3<f32>, clip: vec4<f32>) -> f32 {
    return select(dot(center - globals.eye.xyz, globals.forward.xyz), clip.w, globals.eye.w > 0.5);
}

// 0 for the nearest points, 1 for the farthest.
fn far_fraction(distance: f32) -> f32 {
    return clamp((distance - points.fog.x) / max(points.fog.y - points.fog.x, 1e-6), 0.0, 1.0);
}

fn radius_in_pixels(size: f32, far: f32, clip: vec4<f32>) -> f32 {
    return points.style.x * size * select(mix(points.sizes.x, points.sizes.y, far), 1.0 / clip.w, points.style.y > 0.5);
}

// A colour after fog.
fn fogged(color: vec3<f32>, far: f32) -> vec3<f32> {
    return mix(color, background_color(), far * points.fog.z);
}

// The corners of a triangle around the unit circle.
fn corner(vertex: u32) -> vec2<f32> {
    let number = vertex % 3u;
    return vec2<f32>(f32(number) - 1.0, select(-1.0, 2.0, number == 1u)) * vec2<f32>(1.7320508, 1.0);
}

@vertex
fn vertex_point(@builtin(vertex_index) vertex: u32) -> Vertex {
    let mark = marks[vertex / 3u];
    let center = position(vertex / 3u);
    let clip = to_clip(center);
    let far = far_fraction(view_distance(center, clip));
    let radius_px = radius_in_pixels(size_of(mark), far, clip);
    // Room for an antialiased edge.
    let local = corner(vertex) * (radius_px + 1.0) / max(radius_px, 1e-6);
    var out: Vertex;
    if size_of(mark) == 0.0 {
        out.clip = OUTSIDE_VIEW;
        return out;
    }
    out.clip = vec4<f32>(clip.xy + local * radius_px / half_viewport() * clip.w, clip.zw);
    out.local = vec4<f32>(local, radius_px, select(0.0, 0.55, (mark & 2048u) != 0u));
    out.color = fogged(base_color(mark), far);
    return out;
}

// A shaded disc or sphere with an antialiased edge and a rim.
@fragment
fn fragment_point(in: Vertex) -> @location(0) vec4<f32> {
    let out = length(in.local.xy);
    let inside_px = (1.0 - out) * in.local.z;
    var coverage = clamp(inside_px + 0.5, 0.0, 1.0);
    coverage *= clamp((out - in.local.w) * in.local.z + 0.5 + 1e6 * f32(in.local.w == 0.0), 0.0, 1.0);
    if coverage < 0.02 {
        discard;
    }
    let offset = in.local.xy;
    var color = in.color;
    if points.axis_mask.w > 0.5 {
        let height = sqrt(max(1.0 - dot(offset, offset), 0.0));
        let normal = offset.x * globals.right.xyz + offset.y * globals.up.xyz - height * globals.forward.xyz;
        color = scale_light(color, pow(light_factor(normal, -globals.forward.xyz), SRGB_EXPONENT));
    } else {
        let from_highlight = offset - vec2<f32>(-0.3, 0.3);
        color = scale_light(color, 1.0 - 0.10 * dot(from_highlight, from_highlight));
    }
    color = mix(scale_light(color, 0.78), color, clamp(inside_px / max(points.style.z, 0.1) - 0.2, 0.0, 1.0));
    return vec4<f32>(color, coverage * points.style.w);
}

// The soft shadow of a point on a plane parallel to two world axes.
@vertex
fn vertex_point_shadow(@builtin(vertex_index) vertex: u32) -> Vertex {
    let mark = marks[vertex / 3u];
    let local = corner(vertex);
    let u = select(vec3<f32>(1.0, 0.0, 0.0), vec3<f32>(0.0, 0.0, 1.0), points.axis_mask.x < 0.5);
    let v = select(vec3<f32>(0.0, 1.0, 0.0), vec3<f32>(0.0, 0.0, 1.0), points.axis_mask.y < 0.5);
    let offset = points.style.x * size_of(mark) * (local.x * u + local.y * v);
    var out: Vertex;
    out.clip = clip_in_front(position(vertex / 3u) + offset, 0.02);
    out.local = vec4<f32>(local, 8.0, 0.0);
    out.color = mix(base_color(mark), points.colors[31].rgb, points.colors[31].w);
    if (mark & 1024u) == 0u && (mark & 1023u) >= 32u {
        // Dimmed points cast faint shadows.
        out.color = mix(out.color, background_color(), 0.75);
    }
    return out;
}

@fragment
fn fragment_point_shadow(in: Vertex) -> @location(0) vec4<f32> {
    let out = length(in.local.xy);
    let soft = 1.0 - smoothstep(0.15, 1.0, out);
    if soft == 0.0 {
        discard;
    }
    return vec4<f32>(in.color, soft * points.style.w);
}

// Writes a point to the pixels that it covers.
@compute @workgroup_size(256)
fn rasterize_points(@builtin(global_invocation_id) id: vec3<u32>) {
    if id.x >= arrayLength(&marks) {
        return;
    }
    let mark = marks[id.x];
    if size_of(mark) == 0.0 {
        return;
    }
    let center = position(id.x);
    let clip = to_clip(center);
    let size = globals.viewport.xy;
    let at = (clip.xy / clip.w * vec2<f32>(0.5, -0.5) + 0.5) * size;
    let distance = view_distance(center, clip);
    let radius = radius_in_pixels(size_of(mark), far_fraction(distance), clip);
    if distance <= points.figure.z || any(at < vec2<f32>(-radius)) || any(at > size + radius) {
        return;
    }
    let near = clamp((points.figure.w - distance) / (points.figure.w - points.figure.z), 0.0, 1.0);
    let key = (max(u32(near * MAX_NEARNESS), 1u) << 11u) | (mark & 2047u);
    let low = vec2<i32>(max(ceil(at - radius - 0.5), vec2<f32>(0.0)));
    let high = vec2<i32>(min(floor(at + radius - 0.5), size - 1.0));
    for (var y = low.y; y <= high.y; y++) {
        for (var x = low.x; x <= high.x; x++) {
            let off = vec2<f32>(f32(x), f32(y)) + 0.5 - at;
            let pixel = u32(y) * u32(size.x) + u32(x);
            if dot(off, off) <= radius * radius && atomicLoad(&visibility[pixel]) < key {
                atomicMax(&visibility[pixel], key);
            }
        }
    }
}

struct Pixel {
    @location(0) color: vec4<f32>,
    @builtin(frag_depth) depth: f32,
}

// The view distance of a pixel of the visibility buffer.
fn key_distance(key: u32) -> f32 {
    return mix(points.figure.w, points.figure.z, f32(key >> 11u) / MAX_NEARNESS);
}

// A triangle that covers the whole figure.
@vertex
fn vertex_resolve(@builtin(vertex_index) vertex: u32) -> @builtin(position) vec4<f32> {
    return vec4<f32>(f32(vertex & 1u) * 4.0 - 1.0, f32(vertex >> 1u) * 4.0 - 1.0, 0.5, 1.0);
}

@fragment
fn fragment_resolve(@builtin(position) at: vec4<f32>) -> Pixel {
    let pixel = vec2<u32>(at.xy - points.figure.xy);
    let key = visible[pixel.y * u32(globals.viewport.x) + pixel.x];
    if key == 0u {
        discard;
    }
    let distance = key_distance(key);
    // Darker where neighbours are nearer, which shows folds and edges (eye-dome lighting, C. Boucheny 2009).
    var occlusion = 0.0;
    for (var side = 0u; side < 4u; side++) {
        let step = vec2<i32>(select(0, 1, side < 2u), select(0, 1, side >= 2u)) * select(-2, 2, side % 2u == 0u);
        let neighbour = vec2<i32>(pixel) + step;
        if all(neighbour >= vec2<i32>(0)) && all(neighbour < vec2<i32>(globals.viewport.xy)) {
            let other = visible[u32(neighbour.y) * u32(globals.viewport.x) + u32(neighbour.x)];
            occlusion += clamp((distance - key_distance(other)) / (points.figure.w - points.figure.z), 0.0, 0.05);
        }
    }
    let color = scale_light(fogged(base_color(key), far_fraction(distance)), exp(-3.0 * occlusion));
    let clip = to_clip(globals.eye.xyz + distance * globals.forward.xyz);
    return Pixel(vec4<f32>(color, 1.0), clip.z / clip.w);
}
