// Shared by all shaders of the picture: camera, lighting, and the colormap.
// Colours stay in sRGB, the format of the picture, so that no pixel needs conversion to linear light and back.
// Depth is reversed: 1 at the near plane, 0 at infinity.

struct Globals {
    clip_from_world: mat4x4<f32>,
    // xyz: position of the eye; w: 1 for a perspective, 0 for an orthographic projection.
    eye: vec4<f32>,
    // Unit axes of the camera in the world.
    right: vec4<f32>,
    up: vec4<f32>,
    forward: vec4<f32>,
    // xy: size of the viewport in pixels; z: pixels per pixel of the 1080-line picture; w: opacity of occluded marks.
    viewport: vec4<f32>,
    // xyz: unit direction to the light; w: strength of the shading, 0 to 1.
    light: vec4<f32>,
    background_top: vec4<f32>,
    background_bottom: vec4<f32>,
    halo_dark: vec4<f32>,
    halo_light: vec4<f32>,
}

@group(0) @binding(0) var<uniform> globals: Globals;
// Fine enough that neighbouring colours are indistinguishable.
@group(0) @binding(1) var<storage, read> colormap: array<vec4<f32>, 1024>;

// Clip position outside the view volume, for vertices that are not drawn.
const NOWHERE: vec4<f32> = vec4<f32>(2.0, 2.0, 2.0, 1.0);

fn value_color(t: f32) -> vec3<f32> {
    return colormap[u32(clamp(t, 0.0, 1.0) * 1023.0 + 0.5)].rgb;
}

// Exponent of the sRGB transfer function (IEC 61966-2-1).
const CODING: f32 = 1.0 / 2.4;

// Scales the light of an sRGB colour, exact except for the darkest tones. `lightness` is the light factor to the power
// of CODING.
fn lit(color: vec3<f32>, lightness: f32) -> vec3<f32> {
    return max((color + 0.055) * lightness - 0.055, vec3<f32>(0.0));
}

// The light on the side of a surface that is turned to the eye.
fn light_factor(normal: vec3<f32>, to_eye: vec3<f32>) -> f32 {
    return side_light_factor(select(-normal, normal, dot(normal, to_eye) >= 0.0), to_eye);
}

// Wrapped diffuse light, some sky light and a faint rim, around 1, on the side of a surface that the normal `facing`
// points away from.
fn side_light_factor(facing: vec3<f32>, to_eye: vec3<f32>) -> f32 {
    let wrapped = 0.5 + 0.5 * dot(facing, globals.light.xyz);
    let sky = 0.5 + 0.5 * facing.y;
    let grazing = 1.0 - abs(dot(facing, to_eye));
    let rim = grazing * grazing * grazing;
    let shape = 0.70 * wrapped * wrapped + 0.16 * sky + 0.10 * rim;
    return mix(1.0, 0.66 + 0.62 * shape, globals.light.w);
}

fn to_eye(world: vec3<f32>) -> vec3<f32> {
    return select(-globals.forward.xyz, normalize(globals.eye.xyz - world), globals.eye.w > 0.5);
}

fn to_clip(world: vec3<f32>) -> vec4<f32> {
    return globals.clip_from_world * vec4<f32>(world, 1.0);
}

// The depth of a point moved by `depth_bias` towards the eye, so that marks on a surface do not z-fight with it.
fn depth_in_front(world: vec3<f32>, depth_bias: f32) -> f32 {
    let near = to_clip(world + depth_bias * to_eye(world));
    return near.z / max(near.w, 1e-6);
}

fn clip_in_front(world: vec3<f32>, depth_bias: f32) -> vec4<f32> {
    let clip = to_clip(world);
    return vec4<f32>(clip.xy, depth_in_front(world, depth_bias) * clip.w, clip.w);
}

// Pixels per unit of normalized device coordinates.
fn half_viewport() -> vec2<f32> {
    return 0.5 * globals.viewport.xy;
}
