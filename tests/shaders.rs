//! Every shader is valid WGSL, since pipelines are compiled only when they are first drawn.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

use naga::{
    front::wgsl,
    valid::{Capabilities, ValidationFlags, Validator},
};

fn validate(name: &str, source: &str) {
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
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/shaders");
    let common = std::fs::read_to_string(format!("{folder}/common.wgsl")).unwrap();
    let mut count = 0;
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let name = path.file_name().unwrap().to_string_lossy().into_owned();
        let text = std::fs::read_to_string(&path).unwrap();
        let whole = match name.as_str() {
            "common.wgsl" | "text.wgsl" => text,
            _ => format!("{common}{text}"),
        };
        validate(&name, &whole);
        count += 1;
    }
    assert!(count >= 6, "only {count} shaders found");
}
