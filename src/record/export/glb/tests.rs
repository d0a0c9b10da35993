//! Parses exported models and compares them with the surface and the runs.

use std::collections::HashMap;

use glam::DVec3;
use serde_json::Value;

use super::super::{
    relief,
    shapes::{Mesh, tests::measure},
    tests::{TWO_FIGURES, exported, landscape_outcome, source},
};
use crate::{view::request::ExportKind, words::Language};

/// The JSON and the binary chunk of a glTF file, checked while reading.
struct Glb {
    json: Value,
    bytes: Vec<u8>,
}

impl Glb {
    fn read(bytes: &[u8]) -> Self {
        let word = |at: usize| u32::from_le_bytes(bytes[at..at + 4].try_into().unwrap()) as usize;
        assert_eq!(&bytes[..4], b"glTF");
        assert_eq!((word(4), word(8)), (2, bytes.len()));
        let length = word(12);
        assert_eq!((&bytes[16..20], length % 4), (&b"JSON"[..], 0));
        let json = serde_json::from_slice(&bytes[20..20 + length]).unwrap();
        let begins = 20 + length;
        assert_eq!(&bytes[begins + 4..begins + 8], b"BIN\0");
        assert_eq!(begins + 8 + word(begins), bytes.len());
        Self {
            json,
            bytes: bytes[begins + 8..].to_owned(),
        }
    }

    fn list(&self, key: &str) -> &[Value] {
        self.json[key].as_array().unwrap()
    }

    fn bytes_of(&self, accessor: &Value, size: usize) -> (Vec<&[u8]>, usize) {
        let accessor = &self.list("accessors")[number(accessor)];
        let view = &self.list("bufferViews")[number(&accessor["bufferView"])];
        let begins = number(&view["byteOffset"]);
        let bytes = &self.bytes[begins..begins + number(&view["byteLength"])];
        let parts: Vec<&[u8]> = bytes.chunks_exact(size).collect();
        let count = number(&accessor["count"]);
        (parts, count)
    }

    fn vectors(&self, accessor: &Value) -> Vec<DVec3> {
        let (parts, count) = self.bytes_of(accessor, 12);
        assert_eq!(parts.len(), count);
        let float = |bytes: &[u8]| f64::from(f32::from_le_bytes(bytes.try_into().unwrap()));
        let vectors: Vec<DVec3> = parts
            .iter()
            .map(|part| DVec3::new(float(&part[..4]), float(&part[4..8]), float(&part[8..])))
            .collect();
        let bound =
            |key: &str| DVec3::from_slice(&floats(&self.list("accessors")[number(accessor)][key]));
        assert_eq!(
            vectors.iter().copied().reduce(DVec3::min).unwrap(),
            bound("min")
        );
        assert_eq!(
            vectors.iter().copied().reduce(DVec3::max).unwrap(),
            bound("max")
        );
        vectors
    }

    fn mesh(&self, node: &Value) -> (Mesh, &Value) {
        let mesh = &self.list("meshes")[number(&node["mesh"])];
        let primitive = &mesh["primitives"][0];
        let points = self.vectors(&primitive["attributes"]["POSITION"]);
        let normals = self.vectors(&primitive["attributes"]["NORMAL"]);
        assert_eq!(points.len(), normals.len());
        assert!(
            normals
                .iter()
                .all(|normal| (normal.length() - 1.0).abs() < 1e-6)
        );
        let (parts, count) = self.bytes_of(&primitive["indices"], 4);
        assert_eq!((parts.len(), count % 3), (count, 0));
        let indices: Vec<u32> = parts
            .iter()
            .map(|part| u32::from_le_bytes((*part).try_into().unwrap()))
            .collect();
        assert!(indices.iter().all(|&index| (index as usize) < points.len()));
        let triangles = indices.as_chunks::<3>().0.to_vec();
        (Mesh { points, triangles }, primitive)
    }

    fn node(&self, name: &str) -> &Value {
        self.list("nodes")
            .iter()
            .find(|node| node["name"] == name)
            .unwrap()
    }
}

fn number(value: &Value) -> usize {
    value.as_u64().unwrap() as usize
}

fn floats(value: &Value) -> Vec<f64> {
    value
        .as_array()
        .unwrap()
        .iter()
        .map(|number| number.as_f64().unwrap())
        .collect()
}

#[test]
fn a_model_has_the_values_of_the_surface() {
    let glb = Glb::read(&exported("bowl", ExportKind::Glb, Language::English).unwrap());
    let outcome = landscape_outcome("bowl", 0);
    let (mesh, primitive) = glb.mesh(glb.node("surface"));
    let description = glb
        .list("nodes")
        .iter()
        .find_map(|node| node.get("extras"))
        .unwrap();
    let [bottom, top] =
        ["value_at_bottom", "value_at_top"].map(|key| description[key].as_f64().unwrap());
    assert_eq!(description["value_scale"], "linear");
    let [x, y] = ["x", "y"].map(|key| floats(&description[key]));
    let height = 0.6 * source("bowl").scene.look.height.exaggeration;
    assert_eq!(mesh.points.len(), outcome.grid.values.len());
    for point in &mesh.points {
        let at = glam::DVec2::new(
            x[0] + (point.x + 0.5) * (x[1] - x[0]),
            y[0] + (0.5 - point.z) * (y[1] - y[0]),
        );
        let value = bottom + point.y / height * (top - bottom);
        let expected = outcome.runs.landscape.value(at);
        // Positions are in single precision.
        assert!(
            (value - expected).abs() < 1e-5 * (top - bottom),
            "{at}: {value} {expected}"
        );
    }
    // Seen from above, triangles are counter-clockwise.
    for &[a, b, c] in &mesh.triangles {
        let [a, b, c] = [a, b, c].map(|corner| mesh.points[corner as usize]);
        assert!((b - a).cross(c - a).y > 0.0);
    }
    let (colors, count) = glb.bytes_of(&primitive["attributes"]["COLOR_0"], 8);
    assert_eq!(
        (colors.len(), count),
        (mesh.points.len(), mesh.points.len())
    );
}

#[test]
fn a_surface_is_cut_at_the_top_of_the_box() {
    let scene = r#"(version: 1, title: "cut", subject: Landscape(landscape: "bowl", start: (1, 1), steps: 1, resolution: 33, runs: []),
        look: (height: (scale: Clamped, limit: 5)))"#;
    let glb = Glb::read(&exported(scene, ExportKind::Glb, Language::English).unwrap());
    let (mesh, _) = glb.mesh(glb.node("surface"));
    let highest = mesh.points.iter().map(|point| point.y).fold(0.0, f64::max);
    assert!((highest - 0.6).abs() < 1e-6);
    // The remaining surface is a disc: one border, no duplicate triangle.
    let mut edges: HashMap<[u32; 2], i64> = HashMap::new();
    for &[a, b, c] in &mesh.triangles {
        for [from, to] in [[a, b], [b, c], [c, a]] {
            *edges.entry([from.min(to), from.max(to)]).or_default() += 1;
        }
    }
    assert!(edges.values().all(|&count| count <= 2));
    let border = edges.iter().filter(|(_, count)| **count == 1);
    for ([a, b], _) in border {
        for corner in [a, b] {
            assert!((mesh.points[*corner as usize].y - 0.6).abs() < 1e-6);
        }
    }
    let euler = mesh.points.len() as i64 - edges.len() as i64 + mesh.triangles.len() as i64;
    assert_eq!(euler, 1);
}

#[test]
fn balls_follow_their_runs_to_the_end() {
    let glb = Glb::read(&exported("rosenbrock", ExportKind::Glb, Language::English).unwrap());
    let animation = &glb.list("animations")[0];
    let channels = animation["channels"].as_array().unwrap();
    assert_eq!(channels.len(), 4);
    let source = source("rosenbrock");
    let outcome = landscape_outcome("rosenbrock", 0);
    let relief = relief::Relief::new(
        outcome.runs.landscape.as_ref(),
        &outcome.grid,
        &source.scene.look,
        512,
    );
    for (channel, run) in channels.iter().zip(outcome.runs.iter()) {
        let node = &glb.list("nodes")[number(&channel["target"]["node"])];
        assert_eq!(node["name"], format!("{} (ball)", run.label.en()));
        let sampler = &animation["samplers"][number(&channel["sampler"])];
        let (times, count) = glb.bytes_of(&sampler["input"], 4);
        let times: Vec<f32> = times
            .iter()
            .map(|time| f32::from_le_bytes((*time).try_into().unwrap()))
            .collect();
        let places = glb.vectors(&sampler["output"]);
        assert_eq!((times.len(), places.len()), (count, count));
        assert!(times.windows(2).all(|pair| pair[0] < pair[1]));
        let playback = source.scene.playback;
        assert!(f64::from(times[count - 1]) <= playback.rest[0] + playback.seconds + 1e-3);
        let end = run.trajectory.plane_point(run.last_step());
        let touching = relief.surface_point(end).unwrap();
        // The centre of a ball is one radius away from the contact point.
        assert!((places[count - 1].distance(touching) - 0.03).abs() < 1e-6);
        assert_eq!(
            DVec3::from_slice(&floats(&node["translation"])),
            places[count - 1]
        );
    }
}

#[test]
fn figures_are_side_by_side() {
    let glb = Glb::read(&exported(TWO_FIGURES, ExportKind::Glb, Language::Chinese).unwrap());
    assert_eq!(glb.json["scenes"][0]["name"], "两个");
    let aside = |name: &str| floats(&glb.node(name)["translation"])[0];
    assert_eq!((aside("First, with a comma"), aside("Second")), (0.0, 1.25));
}

#[test]
fn a_cloud_is_balls_and_arrows() {
    let glb = Glb::read(&exported("iris", ExportKind::Glb, Language::English).unwrap());
    let (setosa, _) = glb.mesh(glb.node("setosa"));
    assert_eq!(setosa.points.len() % 50, 0);
    assert!(measure(&setosa).1 > 0.0);
    assert!(measure(&glb.mesh(glb.node("PC 1")).0).1 > 0.0);
}

#[test]
fn a_long_run_is_a_line_of_bounded_length() {
    let scene = r#"(version: 1, title: "noise", subject: Landscape(landscape: "bowl", start: (2, 2), steps: 200000, resolution: 64,
        runs: [(optimizer: "noisy_gd(lr=0.1, sigma=3, seed=1)")]))"#;
    let glb = Glb::read(&exported(scene, ExportKind::Glb, Language::English).unwrap());
    assert!(glb.bytes.len() < 60_000_000, "{}", glb.bytes.len());
}
