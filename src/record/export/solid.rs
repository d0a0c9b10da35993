//! Reliefs as meshes: the surface without thickness, and a closed solid.

use std::collections::HashMap;

use glam::DVec3;

use super::{relief::Relief, shapes::Mesh};

/// The surface of a relief as a mesh without thickness, clipped at the top of the box.
pub(super) fn surface(relief: &Relief) -> Mesh {
    let mut mesh = Mesh::default();
    let mut indices = HashMap::new();
    let mut cuts = HashMap::new();
    let top = relief.height;
    for [i, j] in all_cells(relief) {
        for corners in cell_triangles(i, j) {
            let corners = corners.map(|[i, j]| {
                *indices.entry([i, j]).or_insert_with(|| {
                    mesh.points
                        .push(relief.grid_point(i, j).unwrap_or_default());
                    mesh.points.len() as u32 - 1
                })
            });
            add_below(&mut mesh, corners, top, &mut cuts);
        }
    }
    without_unused(mesh)
}

/// Adds the part of a triangle below the height `top`. `cuts` has the cut points of edges, since triangles share them.
fn add_below(mesh: &mut Mesh, corners: [u32; 3], top: f64, cuts: &mut HashMap<[u32; 2], u32>) {
    let mut clipped: Vec<u32> = Vec::with_capacity(4);
    for k in 0..3 {
        let (here, next) = (corners[k], corners[(k + 1) % 3]);
        let [a, b] = [here, next].map(|corner| mesh.points[corner as usize]);
        if a.y <= top {
            clipped.push(here);
        }
        // A corner at exactly this height needs no cut.
        if (a.y < top && b.y > top) || (a.y > top && b.y < top) {
            let crossing = *cuts
                .entry([here.min(next), here.max(next)])
                .or_insert_with(|| {
                    let point = a.lerp(b, (top - a.y) / (b.y - a.y));
                    mesh.points.push(DVec3 { y: top, ..point });
                    mesh.points.len() as u32 - 1
                });
            clipped.push(crossing);
        }
    }
    for k in 2..clipped.len() {
        mesh.triangles
            .push([clipped[0], clipped[k - 1], clipped[k]]);
    }
}

/// A solid: the surface, clipped flat at the top of the box; walls around it and its holes; and a flat bottom at height
/// 0, `base` below the lowest shown height.
pub(super) fn solid(relief: &Relief, base: f64) -> Mesh {
    let mut mesh = Mesh::default();
    let mut solid_points = SolidPoints::of(relief);
    let cells_without_holes: Vec<[usize; 2]> = all_cells(relief).collect();
    for &[i, j] in &cells_without_holes {
        for corners in cell_triangles(i, j) {
            let top =
                corners.map(|corner| solid_points.top(relief, base, &mut mesh, [i, j], corner));
            mesh.triangles.push(top);
            // Each point of the surface is followed by the point of the bottom below it.
            let [a, b, c] = top.map(|point| point + 1);
            mesh.triangles.push([a, c, b]);
        }
    }
    for &[i, j] in &cells_without_holes {
        let [a, c, b, d] = [[i, j], [i + 1, j], [i, j + 1], [i + 1, j + 1]];
        let east = i + 2 < relief.size && relief.has_cell(i + 1, j);
        let north = j + 2 < relief.size && relief.has_cell(i, j + 1);
        let west = i > 0 && relief.has_cell(i - 1, j);
        let south = j > 0 && relief.has_cell(i, j - 1);
        for (from, to, has_neighbour) in [(a, c, south), (c, d, east), (d, b, north), (b, a, west)]
        {
            if has_neighbour {
                continue;
            }
            let [from, to] =
                [from, to].map(|corner| solid_points.top(relief, base, &mut mesh, [i, j], corner));
            mesh.triangles.push([from, from + 1, to + 1]);
            mesh.triangles.push([from, to + 1, to]);
        }
    }
    mesh
}

/// The points of a solid by grid point. If two cells touch only in one corner, each gets its own point there; otherwise
/// four walls would share an edge.
struct SolidPoints {
    points: HashMap<([usize; 2], bool), u32>,
}

impl SolidPoints {
    fn of(relief: &Relief) -> Self {
        Self {
            points: HashMap::with_capacity(relief.size * relief.size),
        }
    }

    /// The upper point at a corner of a cell; the next index is the point of the bottom below it.
    fn top(
        &mut self,
        relief: &Relief,
        base: f64,
        mesh: &mut Mesh,
        cell: [usize; 2],
        corner: [usize; 2],
    ) -> u32 {
        let is_separate = is_touching_corner(relief, corner) && cell[0] < corner[0];
        *self.points.entry((corner, is_separate)).or_insert_with(|| {
            let point = relief.grid_point(corner[0], corner[1]).unwrap_or_default();
            let height = base + point.y.min(relief.height);
            mesh.points.push(DVec3 { y: height, ..point });
            mesh.points.push(DVec3 { y: 0.0, ..point });
            mesh.points.len() as u32 - 2
        })
    }
}

/// Whether, of the four cells around a grid point, exactly two opposite ones exist, which touch only there.
fn is_touching_corner(relief: &Relief, [i, j]: [usize; 2]) -> bool {
    let last = relief.size - 1;
    if i == 0 || j == 0 || i == last || j == last {
        return false;
    }
    let [sw, se] = [relief.has_cell(i - 1, j - 1), relief.has_cell(i, j - 1)];
    let [nw, ne] = [relief.has_cell(i - 1, j), relief.has_cell(i, j)];
    sw == ne && se == nw && sw != se
}

/// The lower left corners of all cells without holes.
fn all_cells(relief: &Relief) -> impl Iterator<Item = [usize; 2]> {
    let last = relief.size - 1;
    (0..last)
        .flat_map(move |j| (0..last).map(move |i| [i, j]))
        .filter(|&[i, j]| relief.has_cell(i, j))
}

/// The corners of a cell's two triangles, counter-clockwise seen from above.
fn cell_triangles(i: usize, j: usize) -> [[[usize; 2]; 3]; 2] {
    let [a, c, b, d] = [[i, j], [i + 1, j], [i, j + 1], [i + 1, j + 1]];
    [[a, c, b], [d, b, c]]
}

/// Removes the points that no triangle uses.
fn without_unused(mesh: Mesh) -> Mesh {
    let mut indices = vec![u32::MAX; mesh.points.len()];
    let mut used = Mesh::default();
    for corners in mesh.triangles {
        used.triangles.push(corners.map(|corner| {
            let index = &mut indices[corner as usize];
            if *index == u32::MAX {
                *index = used.points.len() as u32;
                used.points.push(mesh.points[corner as usize]);
            }
            *index
        }));
    }
    used
}
