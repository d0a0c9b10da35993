// egui's triangles, blended in sRGB as egui expects. Replaces the shader of the egui plugin, which multiplies in sRGB
// but outputs linear colours and evaluates two powers per channel and pixel for that.

struct Transform {
    scale: vec2<f32>,
    translation: vec2<f32>,
}

struct Corner {
    @builtin(position) clip: vec4<f32>,
    @location(0) color: vec4<f32>,
    @location(1) uv: vec2<f32>,
}

@group(0) @binding(0) var<uniform> transform: Transform;
@group(1) @binding(0) var glyphs: texture_2d<f32>;
@group(1) @binding(1) var glyph_sampler: sampler;

@vertex
fn vs_main(
    @location(0) position: vec2<f32>,
    @location(1) uv: vec2<f32>,
    @location(2) color: vec4<f32>,
) -> Corner {
    let ndc = position * transform.scale + transform.translation;
    return Corner(vec4<f32>(ndc, 0.0, 1.0), color, uv);
}

// From linear light, in which texels are sampled, to sRGB: a least-squares fit in square roots to the transfer function
// of IEC 61966-2-1.
fn gamma_from_linear(x: vec3<f32>) -> vec3<f32> {
    let a = sqrt(x);
    let b = sqrt(a);
    let c = sqrt(b);
    return max(1.32159487 * a - 0.02809275 * b - 0.04190779 * c - 0.25928653 * x, vec3<f32>(0.0));
}

@fragment
fn fs_main(in: Corner) -> @location(0) vec4<f32> {
    let texel = textureSample(glyphs, glyph_sampler, in.uv);
    return vec4<f32>(gamma_from_linear(texel.rgb), texel.a) * in.color;
}
