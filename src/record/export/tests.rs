//! What is taken away is read back and compared with what happened.

use std::{collections::HashMap, fs, path::Path};

use glam::DVec3;
use serde_json::Value;

use super::{
    shapes::{Mesh, tests::measured},
    *,
};
use crate::simulation::Descents;

const TWO: &str = r#"(
    version: 1,
    title: (en: "Two", zh: "两个"),
    heading: "First, with a comma",
    subject: Landscape(landscape: "bowl", start: (1, 1), steps: 5, resolution: 32, runs: [
        (optimizer: "gd(lr=0.1)", label: "a \"quoted\", <named> & run"),
        (optimizer: "adam(lr=0.3)"),
    ]),
    beside: [(
        title: "Second",
        subject: Landscape(landscape: "x^2", start: (1, 0), steps: 3, resolution: 32, runs: [(optimizer: "gd(lr=0.2)")]),
    )],
)"#;

pub(super) fn source(scene: &str) -> Source {
    match scene.starts_with('(') {
        true => Source::parse(scene, "".as_ref()).unwrap(),
        false => Source::open(scene).unwrap(),
    }
}

/// Takes something away of a scene and gives the bytes.
pub(super) fn taken(scene: &str, kind: ExportKind, language: Language) -> Result<Vec<u8>, String> {
    let folder = tempfile::tempdir().unwrap();
    let target = folder.path().join("file");
    let export = Export {
        source: source(scene),
        target: target.clone(),
        kind,
        size: None,
        language,
    };
    export.make().map_err(|error| error.to_string())?;
    assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1);
    Ok(fs::read(target).unwrap())
}

pub(super) fn descents(scene: &str, figure: usize) -> std::sync::Arc<Descents> {
    let source = source(scene);
    let alone = match source.scene.figures() {
        1 => source,
        _ => source.figure(figure),
    };
    match simulate(&alone, None).unwrap() {
        Simulation::Landscape(descents) => descents,
        Simulation::Cloud(_) => panic!("a landscape"),
    }
}

fn table(bytes: &[u8]) -> Vec<HashMap<String, String>> {
    csv::Reader::from_reader(bytes)
        .deserialize()
        .map(|row| row.unwrap())
        .collect()
}

#[test]
fn a_table_gives_back_the_very_numbers() {
    for scene in ["rosenbrock", TWO] {
        let rows = table(&taken(scene, ExportKind::Table, Language::English).unwrap());
        let mut rows = rows.iter();
        for figure in 0..source(scene).scene.figures() {
            let descents = descents(scene, figure);
            for (number, run) in descents.runs.iter().enumerate() {
                for step in 0..run.path.points.len() {
                    let row = rows.next().unwrap();
                    let float = |key: &str| row[key].parse::<f64>().unwrap();
                    assert_eq!(row.contains_key("figure"), scene == TWO);
                    assert!(
                        row.get("figure")
                            .is_none_or(|text| *text == figure.to_string())
                    );
                    assert_eq!(row["run"], number.to_string());
                    assert_eq!(row["label"], run.label.en());
                    assert_eq!(row["step"], step.to_string());
                    assert_eq!(float("x").to_bits(), run.path.points[step].x.to_bits());
                    if descents.variables == 1 {
                        assert_eq!(row["y"], "");
                    } else {
                        assert_eq!(float("y").to_bits(), run.path.points[step].y.to_bits());
                    }
                    assert_eq!(float("value"), run.path.values[step]);
                    assert_eq!(float("gradient_norm"), run.path.gradient_norms[step]);
                    match run.path.learning_rates.get(step) {
                        Some(rate) => assert_eq!(float("learning_rate"), *rate),
                        None => assert_eq!(row["learning_rate"], ""),
                    }
                }
            }
        }
        assert!(rows.next().is_none());
    }
}

#[test]
fn a_cloud_is_a_table_of_points_and_classes() {
    let rows = table(&taken("iris", ExportKind::Table, Language::English).unwrap());
    let Simulation::Cloud(cloud) = simulate(&source("iris"), None).unwrap() else {
        panic!("a cloud");
    };
    assert_eq!(rows.len(), 150);
    for (row, (point, class)) in rows.iter().zip(cloud.points.iter().zip(&cloud.classes)) {
        assert_eq!(row["class"], cloud.class_names[*class as usize].name);
        for (key, value) in ["pc1", "pc2", "pc3"].iter().zip(point) {
            assert_eq!(row[*key].parse::<f64>().unwrap().to_bits(), value.to_bits());
        }
    }
}

#[test]
fn a_scene_comes_back_from_its_text() {
    let text = taken("rosenbrock", ExportKind::Scene, Language::English).unwrap();
    let again = Source::parse(str::from_utf8(&text).unwrap(), Path::new("")).unwrap();
    assert_eq!(again.scene, source("rosenbrock").scene);
}

/// The objects of an OBJ file by name.
fn objects(bytes: &[u8]) -> Vec<(String, Mesh)> {
    let mut objects: Vec<(String, Mesh)> = Vec::new();
    let mut before = 0;
    for line in str::from_utf8(bytes).unwrap().lines() {
        let (kind, rest) = line.split_once(' ').unwrap();
        let words = || rest.split(' ');
        match (kind, objects.last_mut()) {
            ("o", last) => {
                before += last.map_or(0, |(_, mesh)| mesh.points.len() as u32);
                objects.push((rest.to_owned(), Mesh::default()));
            }
            ("v", Some((_, mesh))) => {
                let numbers: Vec<f64> = words().map(|word| word.parse().unwrap()).collect();
                assert!(numbers.len() == 6 && numbers[3..].iter().all(|c| (0.0..=1.0).contains(c)));
                mesh.points.push(DVec3::from_slice(&numbers));
            }
            ("f", Some((_, mesh))) => {
                let corners: Vec<u32> = words().map(|word| word.parse().unwrap()).collect();
                mesh.triangles
                    .push([0, 1, 2].map(|k| corners[k] - 1 - before));
            }
            ("#", _) => {}
            other => panic!("{other:?}"),
        }
    }
    objects
}

#[test]
fn a_printed_surface_is_watertight_and_100_millimetres_wide() {
    let bytes = taken("rosenbrock", ExportKind::Obj, Language::English).unwrap();
    let objects = objects(&bytes);
    let (name, ground) = &objects[0];
    assert!(name.ends_with("surface") && !name.contains(' '), "{name}");
    let (euler, volume) = measured(ground);
    assert_eq!(euler, 2, "one solid without a hole");
    // The volume of the solid is that below the surface: the mean height of the cells' triangles.
    let descents = descents("rosenbrock", 0);
    let look = &source("rosenbrock").scene.look;
    let relief = relief::Relief::new(&descents, look, 256);
    let mut below = 0.0;
    let area = 100.0 / 255.0 * (100.0 / 255.0);
    for j in 0..255 {
        for i in 0..255 {
            let height = |i, j| 4.0 + 100.0 * relief.point(i, j).unwrap().y.min(0.6);
            let (middle, ends) = (
                height(i + 1, j) + height(i, j + 1),
                height(i, j) + height(i + 1, j + 1),
            );
            below += area * (2.0 * middle + ends) / 6.0;
        }
    }
    // The file is rounded to a ten-thousandth of a millimetre.
    assert!((volume - below).abs() < 1e-4 * below, "{volume} {below}");
    let low = ground.points.iter().copied().reduce(DVec3::min).unwrap();
    let high = ground.points.iter().copied().reduce(DVec3::max).unwrap();
    assert_eq!(
        (low, high),
        (DVec3::new(-50.0, -50.0, 0.0), DVec3::new(50.0, 50.0, 64.0))
    );
    for (name, mesh) in &objects[1..] {
        let (euler, volume) = measured(mesh);
        assert!(volume > 0.0, "{name}");
        assert!(
            if name.ends_with("start") {
                euler == 0
            } else {
                euler >= 2 && euler % 2 == 0
            },
            "{name}"
        );
        assert!(
            mesh.points.iter().all(|point| point.z > 0.0),
            "{name} stands on the ground"
        );
    }
    assert_eq!(
        objects
            .iter()
            .filter(|(name, _)| name.ends_with("(ball)"))
            .count(),
        4
    );
}

#[test]
fn holes_of_a_surface_are_holes_of_the_solid() {
    let holed = |formula: &str| {
        let scene = format!(
            r#"(version: 1, title: "h", subject: Landscape(landscape: "{formula}", domain: (x: (-2, 2), y: (-2, 2)),
                start: (1.5, 1.5), steps: 2, resolution: 48, runs: []))"#
        );
        let objects = objects(&taken(&scene, ExportKind::Obj, Language::English).unwrap());
        measured(&objects[0].1)
    };
    assert_eq!(holed("ln(x^2+y^2-1)").0, 0, "a hole in the middle");
    // Two quarters of the plane that meet in a corner alone.
    assert_eq!(holed("sqrt(x*y-0.000001)").0, 4);
    assert_eq!(holed("sqrt(sin(9*x)*sin(7*y))").0 % 2, 0);
    assert!(holed("ln(x^2+y^2-1)").1 > 0.0);
}

/// The JSON and the numbers of a glTF container, checked as it is read.
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
fn a_model_holds_the_values_of_the_surface() {
    let glb = Glb::read(&taken("bowl", ExportKind::Glb, Language::English).unwrap());
    let descents = descents("bowl", 0);
    let (mesh, primitive) = glb.mesh(glb.node("surface"));
    let meaning = glb
        .list("nodes")
        .iter()
        .find_map(|node| node.get("extras"))
        .unwrap();
    let [bottom, top] =
        ["value_at_bottom", "value_at_top"].map(|key| meaning[key].as_f64().unwrap());
    assert_eq!(meaning["value_scale"], "linear");
    let [x, y] = ["x", "y"].map(|key| floats(&meaning[key]));
    let height = 0.6 * source("bowl").scene.look.height.exaggeration;
    assert_eq!(mesh.points.len(), descents.grid.values.len());
    for point in &mesh.points {
        let at = glam::DVec2::new(
            x[0] + (point.x + 0.5) * (x[1] - x[0]),
            y[0] + (0.5 - point.z) * (y[1] - y[0]),
        );
        let value = bottom + point.y / height * (top - bottom);
        let expected = descents.landscape.value(at);
        // Points are single precision.
        assert!(
            (value - expected).abs() < 1e-5 * (top - bottom),
            "{at}: {value} {expected}"
        );
    }
    // Up is up: seen from above, triangles run counter-clockwise.
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
    let glb = Glb::read(&taken("ripples", ExportKind::Glb, Language::English).unwrap());
    assert!(glb.node("surface")["mesh"].is_u64());
    let scene = r#"(version: 1, title: "cut", subject: Landscape(landscape: "bowl", start: (1, 1), steps: 1, resolution: 33, runs: []),
        look: (height: (scale: Clamped, limit: 5)))"#;
    let glb = Glb::read(&taken(scene, ExportKind::Glb, Language::English).unwrap());
    let (mesh, _) = glb.mesh(glb.node("surface"));
    let highest = mesh.points.iter().map(|point| point.y).fold(0.0, f64::max);
    assert!((highest - 0.6).abs() < 1e-6);
    // What is left is a disc: it has one border, and no triangle twice.
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
fn balls_roll_in_a_model_and_end_where_runs_end() {
    let glb = Glb::read(&taken("rosenbrock", ExportKind::Glb, Language::English).unwrap());
    let animation = &glb.list("animations")[0];
    let channels = animation["channels"].as_array().unwrap();
    assert_eq!(channels.len(), 4);
    let source = source("rosenbrock");
    let descents = descents("rosenbrock", 0);
    let relief = relief::Relief::new(&descents, &source.scene.look, 512);
    for (channel, run) in channels.iter().zip(&descents.runs) {
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
        let end = *run.path.points.last().unwrap();
        let touching = relief.over(end).unwrap();
        // The centre of a ball is a radius off the point that it touches.
        assert!((places[count - 1].distance(touching) - 0.018).abs() < 1e-6);
        assert_eq!(
            DVec3::from_slice(&floats(&node["translation"])),
            places[count - 1]
        );
    }
}

#[test]
fn figures_stand_side_by_side() {
    let glb = Glb::read(&taken(TWO, ExportKind::Glb, Language::Chinese).unwrap());
    assert_eq!(glb.json["scenes"][0]["name"], "两个");
    let aside = |name: &str| floats(&glb.node(name)["translation"])[0];
    assert_eq!((aside("First, with a comma"), aside("Second")), (0.0, 1.25));
    let objects = objects(&taken(TWO, ExportKind::Obj, Language::English).unwrap());
    let second = objects
        .iter()
        .find(|(name, _)| name == "Second_surface")
        .unwrap();
    let low = second.1.points.iter().copied().reduce(DVec3::min).unwrap();
    assert_eq!(low.x, 125.0 - 50.0);
    // A function of one variable is a road.
    assert!((low.y + 11.0).abs() < 1e-3, "{low}");
}

#[test]
fn a_cloud_is_a_model_but_no_solid() {
    let glb = Glb::read(&taken("iris", ExportKind::Glb, Language::English).unwrap());
    let (setosa, _) = glb.mesh(glb.node("setosa"));
    assert_eq!(setosa.points.len() % 50, 0);
    assert!(measured(&setosa).1 > 0.0);
    assert!(measured(&glb.mesh(glb.node("PC 1")).0).1 > 0.0);
    let refused = taken("iris", ExportKind::Obj, Language::English).unwrap_err();
    assert!(
        refused.contains("no solid") && refused.contains(".glb"),
        "{refused}"
    );
}

#[test]
fn a_long_run_is_a_line_of_bounded_length() {
    let scene = r#"(version: 1, title: "noise", subject: Landscape(landscape: "bowl", start: (2, 2), steps: 200000, resolution: 64,
        runs: [(optimizer: "noisy_gd(lr=0.1, sigma=3, seed=1)")]))"#;
    let glb = Glb::read(&taken(scene, ExportKind::Glb, Language::English).unwrap());
    assert!(glb.bytes.len() < 60_000_000, "{}", glb.bytes.len());
}
