//! Every shader is valid WGSL, since pipelines are compiled only when first drawn: according to naga, which the program
//! uses, and according to Chromium's compiler, which is stricter.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

mod browser;

use naga::{
    front::wgsl,
    valid::{Capabilities, ValidationFlags, Validator},
};
use serde_json::json;

/// A shader as passed to wgpu.
struct Shader {
    name: String,
    /// The text of `common.wgsl` if shared, then the shader's own.
    source: String,
    /// Number of lines of the shared text.
    shared_lines: usize,
}

fn shaders() -> Vec<Shader> {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/shaders");
    let common = std::fs::read_to_string(format!("{folder}/common.wgsl")).unwrap();
    let files = std::fs::read_dir(folder).unwrap();
    let shaders = files.map(|entry| {
        let path = entry.unwrap().path();
        let name = path.file_name().unwrap().to_string_lossy().into_owned();
        let text = std::fs::read_to_string(&path).unwrap();
        match name.as_str() {
            "common.wgsl" | "text.wgsl" => Shader {
                name,
                source: text,
                shared_lines: 0,
            },
            _ => Shader {
                name,
                source: format!("{common}{text}"),
                shared_lines: common.lines().count(),
            },
        }
    });
    let shaders: Vec<Shader> = shaders.collect();
    assert!(shaders.len() >= 6, "only {} shaders found", shaders.len());
    shaders
}

fn validate(Shader { name, source, .. }: &Shader) {
    let module = match wgsl::parse_str(source) {
        Ok(module) => module,
        Err(error) => panic!("{}", error.emit_to_string_with_path(source, name)),
    };
    let mut validator = Validator::new(ValidationFlags::all(), Capabilities::empty());
    if let Err(error) = validator.validate(&module) {
        panic!("{}", error.emit_to_string_with_path(source, name));
    }
}

#[test]
fn every_shader_is_valid() {
    shaders().iter().for_each(validate);
}

#[test]
fn every_shader_compiles_in_a_browser() {
    let shaders = shaders();
    let sources: Vec<&str> = shaders
        .iter()
        .map(|shader| shader.source.as_str())
        // A broken shader, to verify that shaders are compiled at all.
        .chain(["fn broken() -> u32 { return 1u << 2u | 3u; }"])
        .collect();
    let Some(mut found) = browser::compile(&json!(sources)) else {
        return;
    };
    let broken = found.pop().unwrap();
    assert_eq!(broken.len(), 1, "{broken:?}");
    assert_eq!(found.len(), shaders.len());
    let errors: Vec<String> = (shaders.iter().zip(found))
        .flat_map(|(shader, messages)| {
            messages.into_iter().map(|(line, message)| {
                let own = line.checked_sub(shader.shared_lines).filter(|&own| own > 0);
                let (name, line) = own.map_or(("common.wgsl", line), |own| (&shader.name, own));
                format!("{name}:{line}: {message}")
            })
        })
        .collect();
    assert!(errors.is_empty(), "{}", errors.join("\n"));
}
