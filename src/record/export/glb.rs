//! Models as binary glTF 2.0 (<https://registry.khronos.org/glTF/specs/2.0/glTF-2.0.html>): in metres, with
//! figures one metre wide, y up. In an animation, balls follow their trajectories in the time of the playback.

use std::io::{self, Write};

use glam::DVec3;
use serde_json::{Map, Value, json};

use super::model::{FigureModel, Model, Paint, Part};
use crate::view::style::theme::Rgb;

/// The magic number `glTF`, the container version, and the types of its two chunks.
const MAGIC: u32 = 0x4654_6C67;
const CONTAINER_VERSION: u32 = 2;
const JSON_CHUNK: u32 = 0x4E4F_534A;
const BIN_CHUNK: u32 = 0x004E_4942;

/// Component types of accessors (section 3.6.2.2) and targets of buffer views (section 3.6.1.1).
const UNSIGNED_SHORT: u32 = 5123;
const UNSIGNED_INT: u32 = 5125;
const FLOAT: u32 = 5126;
const ARRAY_BUFFER: u32 = 34962;
const ELEMENT_ARRAY_BUFFER: u32 = 34963;
/// The primitive mode of points.
const POINTS_MODE: u32 = 0;

/// Writes a model as binary glTF.
pub(super) fn write(model: &Model, out: &mut dyn Write) -> io::Result<()> {
    let Document { json, mut bytes } = Document::of(model);
    let mut text = json.to_string().into_bytes();
    text.resize(text.len().next_multiple_of(4), b' ');
    bytes.resize(bytes.len().next_multiple_of(4), 0);
    let total = 12 + 8 + text.len() + 8 + bytes.len();
    let total = u32::try_from(total)
        .map_err(|_| io::Error::other("the file would be larger than 4 GiB"))?;
    let chunks = [(JSON_CHUNK, &text), (BIN_CHUNK, &bytes)];
    for word in [MAGIC, CONTAINER_VERSION, total] {
        out.write_all(&word.to_le_bytes())?;
    }
    for (kind, content) in chunks {
        out.write_all(&(content.len() as u32).to_le_bytes())?;
        out.write_all(&kind.to_le_bytes())?;
        out.write_all(content)?;
    }
    Ok(())
}

struct Document {
    json: Value,
    bytes: Vec<u8>,
}

/// The arrays of a document under construction. The methods that add an element return its index.
#[derive(Default)]
struct DocumentParts {
    bytes: Vec<u8>,
    buffer_views: Vec<Value>,
    accessors: Vec<Value>,
    materials: Vec<(Option<Rgb>, Value)>,
    meshes: Vec<Value>,
    nodes: Vec<Value>,
    samplers: Vec<Value>,
    channels: Vec<Value>,
}

impl Document {
    fn of(model: &Model) -> Self {
        let mut parts = DocumentParts::default();
        let figures: Vec<usize> = model
            .figures
            .iter()
            .map(|figure| parts.add_figure(figure))
            .collect();
        let root = parts.add_node(json!({ "name": model.title, "children": figures }));
        let materials: Vec<Value> = parts.materials.into_iter().map(|(_, json)| json).collect();
        let mut json = json!({
            "asset": {
                "version": "2.0",
                "generator": concat!(env!("CARGO_PKG_NAME"), " ", env!("CARGO_PKG_VERSION")),
                "extras": { "origin": model.origin, "scene": model.scene },
            },
            "scene": 0,
            "scenes": [{ "name": model.title, "nodes": [root] }],
            "nodes": parts.nodes,
            "meshes": parts.meshes,
            "materials": materials,
            "accessors": parts.accessors,
            "bufferViews": parts.buffer_views,
            "buffers": [{ "byteLength": parts.bytes.len() }],
        });
        if !parts.channels.is_empty() {
            json["animations"] = json!([{
                "name": "playback",
                "samplers": parts.samplers,
                "channels": parts.channels,
            }]);
        }
        Self {
            json,
            bytes: parts.bytes,
        }
    }
}

impl DocumentParts {
    fn add_figure(&mut self, figure: &FigureModel) -> usize {
        let children: Vec<usize> = figure
            .parts
            .iter()
            .map(|part| self.add_part(part))
            .collect();
        let mut node = json!({
            "name": figure.name,
            "translation": [figure.offset, 0.0, 0.0],
            "extras": figure.description,
        });
        if !children.is_empty() {
            node["children"] = json!(children);
        }
        self.add_node(node)
    }

    fn add_part(&mut self, part: &Part) -> usize {
        let mesh = self.add_mesh(part);
        let node = self.add_node(json!({
            "name": part.name,
            "mesh": mesh,
            "translation": to_f32(part.at),
        }));
        if part.keyframes.len() > 1 {
            self.add_animation(node, &part.keyframes);
        }
        node
    }

    fn add_node(&mut self, node: Value) -> usize {
        self.nodes.push(node);
        self.nodes.len() - 1
    }

    fn add_mesh(&mut self, part: &Part) -> usize {
        let mut attributes = Map::new();
        let points: Vec<[f32; 3]> = part
            .mesh
            .points
            .iter()
            .map(|&point| to_f32(point))
            .collect();
        attributes.insert(
            "POSITION".into(),
            self.add_vectors(&points, Some(ARRAY_BUFFER)).into(),
        );
        if !part.mesh.triangles.is_empty() {
            let normals = part
                .mesh
                .normals()
                .into_iter()
                .map(unit_to_f32)
                .collect::<Vec<_>>();
            attributes.insert(
                "NORMAL".into(),
                self.add_vectors(&normals, Some(ARRAY_BUFFER)).into(),
            );
        }
        let color = match &part.paint {
            Paint::PerPoint(colors) => {
                attributes.insert("COLOR_0".into(), self.add_colors(colors).into());
                None
            }
            Paint::Uniform(color) => Some(*color),
        };
        let mut primitive =
            json!({ "attributes": attributes, "material": self.find_or_add_material(color) });
        if part.mesh.triangles.is_empty() {
            primitive["mode"] = json!(POINTS_MODE);
        } else {
            primitive["indices"] = json!(self.add_indices(&part.mesh.triangles));
        }
        self.meshes
            .push(json!({ "name": part.name, "primitives": [primitive] }));
        self.meshes.len() - 1
    }

    /// The material of one colour, or of a part with vertex colours, which is double-sided.
    fn find_or_add_material(&mut self, color: Option<Rgb>) -> usize {
        if let Some(known) = self.materials.iter().position(|(known, _)| *known == color) {
            return known;
        }
        let factor = color.map_or([1.0; 4], |color| color.linear(1.0));
        let material = json!({
            "pbrMetallicRoughness": {
                "baseColorFactor": factor,
                "metallicFactor": 0.0,
                "roughnessFactor": 0.6,
            },
            "doubleSided": color.is_none(),
        });
        self.materials.push((color, material));
        self.materials.len() - 1
    }

    fn add_vectors(&mut self, vectors: &[[f32; 3]], target: Option<u32>) -> usize {
        let bytes = vectors
            .as_flattened()
            .iter()
            .flat_map(|number| number.to_le_bytes());
        let view = self.add_buffer_view(bytes.collect(), target);
        let (mut low, mut high) = ([f32::MAX; 3], [f32::MIN; 3]);
        for vector in vectors {
            for axis in 0..3 {
                low[axis] = low[axis].min(vector[axis]);
                high[axis] = high[axis].max(vector[axis]);
            }
        }
        self.add_accessor(json!({
            "bufferView": view,
            "componentType": FLOAT,
            "count": vectors.len(),
            "type": "VEC3",
            "min": low,
            "max": high,
        }))
    }

    /// Linear colours with 16 bits per channel; the alpha channel aligns each to four bytes.
    fn add_colors(&mut self, colors: &[Rgb]) -> usize {
        let channel = |part: f32| ((part * 65_535.0).round() as u16).to_le_bytes();
        let bytes = colors
            .iter()
            .flat_map(|color| color.linear(1.0))
            .flat_map(channel);
        let view = self.add_buffer_view(bytes.collect(), Some(ARRAY_BUFFER));
        self.add_accessor(json!({
            "bufferView": view,
            "componentType": UNSIGNED_SHORT,
            "normalized": true,
            "count": colors.len(),
            "type": "VEC4",
        }))
    }

    fn add_indices(&mut self, triangles: &[[u32; 3]]) -> usize {
        let bytes = triangles
            .as_flattened()
            .iter()
            .flat_map(|index| index.to_le_bytes());
        let view = self.add_buffer_view(bytes.collect(), Some(ELEMENT_ARRAY_BUFFER));
        self.add_accessor(json!({
            "bufferView": view,
            "componentType": UNSIGNED_INT,
            "count": 3 * triangles.len(),
            "type": "SCALAR",
        }))
    }

    fn add_animation(&mut self, node: usize, keyframes: &[(f64, DVec3)]) {
        let mut times: Vec<f32> = Vec::with_capacity(keyframes.len());
        let mut places: Vec<[f32; 3]> = Vec::with_capacity(keyframes.len());
        for &(seconds, place) in keyframes {
            // glTF requires strictly increasing times, also in single precision.
            if times.last().is_none_or(|before| *before < seconds as f32) {
                times.push(seconds as f32);
                places.push(to_f32(place));
            }
        }
        let (Some(first), Some(last)) = (times.first(), times.last()) else {
            return;
        };
        let range = [[*first], [*last]];
        let view = self.add_buffer_view(
            times.iter().flat_map(|time| time.to_le_bytes()).collect(),
            None,
        );
        let input = self.add_accessor(json!({
            "bufferView": view,
            "componentType": FLOAT,
            "count": times.len(),
            "type": "SCALAR",
            "min": range[0],
            "max": range[1],
        }));
        let output = self.add_vectors(&places, None);
        self.channels.push(json!({
            "sampler": self.samplers.len(),
            "target": { "node": node, "path": "translation" },
        }));
        self.samplers
            .push(json!({ "input": input, "output": output }));
    }

    /// Appends bytes, a multiple of four, as a buffer view.
    fn add_buffer_view(&mut self, bytes: Vec<u8>, target: Option<u32>) -> usize {
        let mut view = json!({
            "buffer": 0,
            "byteOffset": self.bytes.len(),
            "byteLength": bytes.len(),
        });
        if let Some(target) = target {
            view["target"] = json!(target);
        }
        self.bytes.extend(bytes);
        self.buffer_views.push(view);
        self.buffer_views.len() - 1
    }

    fn add_accessor(&mut self, accessor: Value) -> usize {
        self.accessors.push(accessor);
        self.accessors.len() - 1
    }
}

/// A vector in single precision.
fn to_f32(vector: DVec3) -> [f32; 3] {
    vector.as_vec3().to_array()
}

/// A vector that is normalized in single precision.
fn unit_to_f32(vector: DVec3) -> [f32; 3] {
    vector.as_vec3().normalize_or(glam::Vec3::Y).to_array()
}

#[cfg(test)]
mod tests;
