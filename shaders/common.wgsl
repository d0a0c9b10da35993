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
    // xy: size of the viewport in pixels; z: pixels per pixel of the 1080-line picture, times the
    // square root of the theme's stroke scale; w: opacity of occluded marks.
    viewport: vec4<f32>,
    // xyz: unit direction to the light; w: strength of the shading, 0 to 1.
    light: vec4<f32>,
    background_top: vec4<f32>,
    background_bottom: vec4<f32>,
    // Colours of the inner and the outer ring of halos.
    halo_dark: vec4<f32>,
    halo_light: vec4<f32>,
}

@group(0) @binding(0) var<uniform> globals: Globals;
// Colours from the lowest value to the highest; neighbouring ones are indistinguishable.
@group(0) @binding(1) var<storage, read> colormap: array<vec4<f32>, 1024>;

// Clip position outside the view volume, for vertices that are not drawn.
const OUTSIDE_VIEW: vec4<f32> = vec4<f32>(2.0, 2.0, 2.0, 1.0);

// The colour of a normalized value, 0 to 1.
fn colormap_color(t: f32) -> vec3<f32> {
    return colormap[u32(clamp(t, 0.0, 1.0) * 1023.0 + 0.5)].rgb;
}

// Exponent of the sRGB transfer function (IEC 61966-2-1).
const SRGB_EXPONENT: f32 = 1.0 / 2.4;

// Multiplies the linear light of an sRGB colour by a factor, given as `lightness`: the factor to the power of
// SRGB_EXPONENT. Exact except for the darkest tones.
fn scale_light(color: vec3<f32>, lightness: f32) -> vec3<f32> {
    return max((color + 0.055) * lightness - 0.055, vec3<f32>(0.0));
}

// The factor by which lighting multiplies the colour of a surface, around 1: wrapped diffuse light, sky light and a
// faint rim.
fn light_factor(normal: vec3<f32>, to_eye: vec3<f32>) -> f32 {
    let facing = select(-normal, normal, dot(normal, to_eye) >= 0.0);
    let wrapped = 0.5 + 0.5 * dot(facing, globals.light.xyz);
    let sky = 0.5 + 0.5 * facing.y;
    let grazing = 1.0 - abs(dot(facing, to_eye));
    let rim = grazing * grazing * grazing;
    let shape = 0.70 * wrapped * wrapped + 0.16 * sky + 0.10 * rim;
    return mix(1.0, 0.66 + 0.62 * shape, globals.light.w);
}

// The unit direction from a point to the eye.
fn to_eye(world: vec3<f32>) -> vec3<f32> {
    return select(-globals.forward.xyz, normalize(globals.eye.xyz - world), globals.eye.w > 0.5);
}

fn to_clip(world: vec3<f32>) -> vec4<f32> {
    return globals.clip_from_world * vec4<f32>(world, 1.0);
}

// The depth of a point moved towards the eye by `depth_bias` world units, so that marks on a surface do not z-fight
// with it.
fn depth_in_front(world: vec3<f32>, depth_bias: f32) -> f32 {
    let near = to_clip(world + depth_bias * to_eye(world));
    return near.z / max(near.w, 1e-6);
}

// The clip position of a point, with the depth of `depth_in_front`.
fn clip_in_front(world: vec3<f32>, depth_bias: f32) -> vec4<f32> {
    let clip = to_clip(world);
    return vec4<f32>(clip.xy, depth_in_front(world, depth_bias) * clip.w, clip.w);
}

// Pixels per unit of normalized device coordinates.
fn half_viewport() -> vec2<f32> {
    return 0.5 * globals.viewport.xy;
}
