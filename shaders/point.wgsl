// Points of a cloud: discs or small spheres facing the viewer, and their shadows on a plane, one triangle per point. In
// a large cloud each point instead writes to the pixels that it covers, keeping the nearest, which is much faster than
// triangles.

struct Points {
    // x: radius in pixels (at clip w 1 if it is in world units); y: 1 for a radius in world units; z: width of the rim
    // in pixels; w: opacity. The radius of shadows is in world units.
    style: vec4<f32>,
    // x, y: distances from the eye of the nearest and farthest points; z: strength of the fog; w: interpolation
    // fraction between the two positions, 0 to 1.
    fog: vec4<f32>,
    // xyz: 0 along the axes that points are projected along, else 1; w: 1 for spheres.
    keep: vec4<f32>,
    // xyz: the plane that points are projected onto.
    plane: vec4<f32>,
    // xy: top left pixel of the figure; z, w: distances from the eye that the quantized depth covers.
    place: vec4<f32>,
    // Size factors, x: of the nearest points; y: of the farthest.
    sizes: vec4<f32>,
    colors: array<vec4<f32>, 32>,
}

@group(1) @binding(0) var<uniform> points: Points;
// Three numbers per point.
@group(1) @binding(1) var<storage, read> before: array<f32>;
@group(1) @binding(2) var<storage, read> after: array<f32>;
// Bits 0 to 9: colour; from 32 on dimmed class colours, from 64 on dimmed colours of every second colormap entry. Bit
// 10: the colour is a colormap entry. Bit 11: ring. Bits 16 to 23: size in 64ths, 0 for hidden.
@group(1) @binding(3) var<storage, read> marks: array<u32>;

// The nearest point at each pixel of the figure, row by row; 0 for none. Bits 0 to 10: colour as in a mark; the rest:
// quantized nearness.
@group(1) @binding(4) var<storage, read_write> marked: array<atomic<u32>>;
@group(1) @binding(5) var<storage, read> nearest: array<u32>;

const NEARNESS: f32 = 2097151.0;

struct Vertex {
    @builtin(position) clip: vec4<f32>,
    // xy: position in the disc, 1 at its edge; z: radius in pixels; w: inner radius of a ring, as a fraction.
    @location(0) place: vec4<f32>,
    @location(1) @interpolate(flat) color: vec3<f32>,
}

fn position(index: u32) -> vec3<f32> {
    let first = vec3<f32>(before[3u * index], before[3u * index + 1u], before[3u * index + 2u]);
    let second = vec3<f32>(after[3u * index], after[3u * index + 1u], after[3u * index + 2u]);
    return mix(first, second, points.fog.w) * points.keep.xyz + points.plane.xyz;
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
    return mix(full, haze(), 0.8);
}

fn haze() -> vec3<f32> {
    return mix(globals.background_top.rgb, globals.background_bottom.rgb, 0.5);
}

fn size_of(mark: u32) -> f32 {
    return f32((mark >> 16u) & 255u) / 64.0;
}

fn distance_away(center: vec3<f32>, clip: vec4<f32>) -> f32 {
    return select(dot(center - globals.eye.xyz, globals.forward.xyz), clip.w, globals.eye.w > 0.5);
}

// 0 for the nearest points, 1 for the farthest.
fn far_part(away: f32) -> f32 {
    return clamp((away - points.fog.x) / max(points.fog.y - points.fog.x, 1e-6), 0.0, 1.0);
}

fn radius_in_pixels(size: f32, far: f32, clip: vec4<f32>) -> f32 {
    return points.style.x * size * select(mix(points.sizes.x, points.sizes.y, far), 1.0 / clip.w, points.style.y > 0.5);
}

fn faded(color: vec3<f32>, far: f32) -> vec3<f32> {
    return mix(color, haze(), far * points.fog.z);
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
    let far = far_part(distance_away(center, clip));
    let radius_px = radius_in_pixels(size_of(mark), far, clip);
    // Room for an antialiased edge.
    let place = corner(vertex) * (radius_px + 1.0) / max(radius_px, 1e-6);
    var out: Vertex;
    if size_of(mark) == 0.0 {
        out.clip = NOWHERE;
        return out;
    }
    out.clip = vec4<f32>(clip.xy + place * radius_px / half_viewport() * clip.w, clip.zw);
    out.place = vec4<f32>(place, radius_px, select(0.0, 0.55, (mark & 2048u) != 0u));
    out.color = faded(base_color(mark), far);
    return out;
}

// A shaded disc or sphere with an antialiased edge and a rim.
@fragment
fn fragment_point(in: Vertex) -> @location(0) vec4<f32> {
    let out = length(in.place.xy);
    let inside_px = (1.0 - out) * in.place.z;
    var coverage = clamp(inside_px + 0.5, 0.0, 1.0);
    coverage *= clamp((out - in.place.w) * in.place.z + 0.5 + 1e6 * f32(in.place.w == 0.0), 0.0, 1.0);
    if coverage < 0.02 {
        discard;
    }
    let up = in.place.xy;
    var color = in.color;
    if points.keep.w > 0.5 {
        let height = sqrt(max(1.0 - dot(up, up), 0.0));
        let normal = up.x * globals.right.xyz + up.y * globals.up.xyz - height * globals.forward.xyz;
        color = lit(color, pow(light_factor(normal, -globals.forward.xyz), CODING));
    } else {
        let off = up - vec2<f32>(-0.3, 0.3);
        color = lit(color, 1.0 - 0.10 * dot(off, off));
    }
    color = mix(lit(color, 0.78), color, clamp(inside_px / max(points.style.z, 0.1) - 0.2, 0.0, 1.0));
    return vec4<f32>(color, coverage * points.style.w);
}

// The soft shadow of a point on a plane parallel to two world axes.
@vertex
fn vertex_point_shadow(@builtin(vertex_index) vertex: u32) -> Vertex {
    let mark = marks[vertex / 3u];
    let place = corner(vertex);
    let u = select(vec3<f32>(1.0, 0.0, 0.0), vec3<f32>(0.0, 0.0, 1.0), points.keep.x < 0.5);
    let v = select(vec3<f32>(0.0, 1.0, 0.0), vec3<f32>(0.0, 0.0, 1.0), points.keep.y < 0.5);
    let offset = points.style.x * size_of(mark) * (place.x * u + place.y * v);
    var out: Vertex;
    out.clip = clip_in_front(position(vertex / 3u) + offset, 0.02);
    out.place = vec4<f32>(place, 8.0, 0.0);
    out.color = mix(base_color(mark), points.colors[31].rgb, points.colors[31].w);
    if (mark & 1024u) == 0u && (mark & 1023u) >= 32u {
        // Dimmed points cast faint shadows.
        out.color = mix(out.color, haze(), 0.75);
    }
    return out;
}

@fragment
fn fragment_point_shadow(in: Vertex) -> @location(0) vec4<f32> {
    let out = length(in.place.xy);
    let soft = 1.0 - smoothstep(0.15, 1.0, out);
    if soft == 0.0 {
        discard;
    }
    return vec4<f32>(in.color, soft * points.style.w);
}

@compute @workgroup_size(256)
fn mark_pixels(@builtin(global_invocation_id) id: vec3<u32>) {
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
    let away = distance_away(center, clip);
    let radius = radius_in_pixels(size_of(mark), far_part(away), clip);
    if away <= points.place.z || any(at < vec2<f32>(-radius)) || any(at > size + radius) {
        return;
    }
    let near = clamp((points.place.w - away) / (points.place.w - points.place.z), 0.0, 1.0);
    let key = (max(u32(near * NEARNESS), 1u) << 11u) | (mark & 2047u);
    let low = vec2<i32>(max(ceil(at - radius - 0.5), vec2<f32>(0.0)));
    let high = vec2<i32>(min(floor(at + radius - 0.5), size - 1.0));
    for (var y = low.y; y <= high.y; y++) {
        for (var x = low.x; x <= high.x; x++) {
            let off = vec2<f32>(f32(x), f32(y)) + 0.5 - at;
            let pixel = u32(y) * u32(size.x) + u32(x);
            if dot(off, off) <= radius * radius && atomicLoad(&marked[pixel]) < key {
                atomicMax(&marked[pixel], key);
            }
        }
    }
}

struct Pixel {
    @location(0) color: vec4<f32>,
    @builtin(frag_depth) depth: f32,
}

fn depth_of(key: u32) -> f32 {
    return mix(points.place.w, points.place.z, f32(key >> 11u) / NEARNESS);
}

// A triangle that covers the whole figure.
@vertex
fn vertex_marked(@builtin(vertex_index) vertex: u32) -> @builtin(position) vec4<f32> {
    return vec4<f32>(f32(vertex & 1u) * 4.0 - 1.0, f32(vertex >> 1u) * 4.0 - 1.0, 0.5, 1.0);
}

@fragment
fn fragment_marked(@builtin(position) at: vec4<f32>) -> Pixel {
    let place = vec2<u32>(at.xy - points.place.xy);
    let key = nearest[place.y * u32(globals.viewport.x) + place.x];
    if key == 0u {
        discard;
    }
    let away = depth_of(key);
    // Darker where neighbours are nearer, which shows folds and edges (eye-dome lighting, C. Boucheny 2009).
    var hidden = 0.0;
    for (var side = 0u; side < 4u; side++) {
        let step = vec2<i32>(select(0, 1, side < 2u), select(0, 1, side >= 2u)) * select(-2, 2, side % 2u == 0u);
        let beside = vec2<i32>(place) + step;
        if all(beside >= vec2<i32>(0)) && all(beside < vec2<i32>(globals.viewport.xy)) {
            let other = nearest[u32(beside.y) * u32(globals.viewport.x) + u32(beside.x)];
            hidden += clamp((away - depth_of(other)) / (points.place.w - points.place.z), 0.0, 0.05);
        }
    }
    let color = lit(faded(base_color(key), far_part(away)), exp(-3.0 * hidden));
    let clip = to_clip(globals.eye.xyz + away * globals.forward.xyz);
    return Pixel(vec4<f32>(color, 1.0), clip.z / clip.w);
}
