// Translucent triangles: hulls of clusters and Voronoi regions of centres. Three vertices per triangle.

struct Faces {
    color: vec4<f32>,
    // x: 0 draws both sides without lighting, 1 only back faces, 2 only front faces.
    style: vec4<f32>,
}

@group(1) @binding(0) var<uniform> faces: Faces;
// Three numbers per corner, counter-clockwise seen from outside.
@group(1) @binding(1) var<storage, read> corners: array<f32>;

struct Vertex {
    @builtin(position) clip: vec4<f32>,
    @location(0) @interpolate(flat) color: vec4<f32>,
}

fn corner_at(index: u32) -> vec3<f32> {
    return vec3<f32>(corners[3u * index], corners[3u * index + 1u], corners[3u * index + 2u]);
}

@vertex
fn vertex_face(@builtin(vertex_index) vertex: u32) -> Vertex {
    let first = vertex - vertex % 3u;
    let a = corner_at(first);
    let scaled_normal = cross(corner_at(first + 1u) - a, corner_at(first + 2u) - a);
    let normal = scaled_normal / max(length(scaled_normal), 1e-12);
    let eye = to_eye(a);
    let faces_viewer = dot(normal, eye) > 0.0;
    var out: Vertex;
    out.clip = to_clip(corner_at(vertex));
    if (faces.style.x == 1.0 && faces_viewer) || (faces.style.x == 2.0 && !faces_viewer) {
        out.clip = OUTSIDE_VIEW;
    }
    let light = select(pow(light_factor(normal, eye), SRGB_EXPONENT), 1.0, faces.style.x == 0.0);
    out.color = vec4<f32>(scale_light(faces.color.rgb, light), faces.color.a);
    return out;
}

@fragment
fn fragment_face(in: Vertex) -> @location(0) vec4<f32> {
    return in.color;
}
