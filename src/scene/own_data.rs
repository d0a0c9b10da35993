//! Opens a data file in place of a scene, on the command line and in the window.

use std::path::Path;

use glam::DVec2;

use super::{
    Camera, CloudSubject, LandscapeSubject, Motion, Playback, Run, Scene, SceneError, Subject,
    open_landscape, subject::default_resolution,
};
use crate::{
    files::{DATA_EXTENSIONS, array_shapes, is_built_in_or_generated, path_to_text},
    math::spec::Spec,
};

/// How a data file is shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ShowAs {
    /// As a point cloud, with a point for each row.
    Cloud,
    /// As a surface, with the numbers as heights of a grid.
    Landscape,
}

/// Whether the extension is that of a data file.
pub(super) fn is_data_file(path: &Path) -> bool {
    let extension = path
        .extension()
        .map(|extension| extension.to_ascii_lowercase());
    extension.is_some_and(|extension| DATA_EXTENSIONS.iter().any(|known| extension == *known))
}

/// Creates a scene for a data file, with paths relative to the folder of the file. By default, an archive of
/// an array of heights with axes `x` and `y` becomes a landscape, anything else a cloud.
pub(super) fn scene_of(path: &Path, show_as: Option<ShowAs>) -> Result<Scene, SceneError> {
    let file = path_to_text(path.file_name().unwrap_or_default());
    let title = path_to_text(path.file_stem().unwrap_or_default());
    let show_as = show_as.unwrap_or_else(|| match has_axes(path) {
        true => ShowAs::Landscape,
        false => ShowAs::Cloud,
    });
    Ok(match show_as {
        ShowAs::Cloud => cloud_scene(title.as_str(), CloudSubject::new(file)),
        ShowAs::Landscape => {
            let landscape = Spec::new("grid").with("file", file.as_str());
            let folder = path.parent().unwrap_or(Path::new(""));
            Scene::new(
                title.as_str(),
                Subject::Landscape(height_subject(landscape, folder)?),
            )
        }
    })
}

/// Whether a file is an archive of a two-dimensional array and its axes `x` and `y`.
fn has_axes(path: &Path) -> bool {
    if path.extension().is_none_or(|extension| extension != "npz") {
        return false;
    }
    let Ok(arrays) = array_shapes(path) else {
        return false;
    };
    let length = |name: &str| {
        let named = arrays.iter().find(|(array, _)| array == name);
        match named?.1[..] {
            [length] => Some(length),
            _ => None,
        }
    };
    let (Some(rows), Some(columns)) = (length("y"), length("x")) else {
        return false;
    };
    (arrays.iter()).any(|(_, shape)| *shape == [rows, columns] || *shape == [columns, rows])
}

/// A scene with a cloud that turns once about the vertical axis.
fn cloud_scene(title: &str, cloud: CloudSubject) -> Scene {
    Scene {
        camera: Camera {
            elevation: 20.0,
            motion: Motion::Orbit(1.0),
            ..Camera::default()
        },
        playback: Playback {
            seconds: 12.0,
            rest: [0.0; 2],
            ..Playback::default()
        },
        ..Scene::new(title, Subject::Cloud(cloud))
    }
}

/// A surface of heights with one run that starts near the highest point.
fn height_subject(landscape: Spec, folder: &Path) -> Result<LandscapeSubject, SceneError> {
    const POINTS_PER_SIDE: usize = 16;
    let function = open_landscape(&landscape, folder)?;
    let domain = function.domain();
    let points = (0..POINTS_PER_SIDE * POINTS_PER_SIDE).map(|k| {
        let fraction = DVec2::new((k % POINTS_PER_SIDE) as f64, (k / POINTS_PER_SIDE) as f64) + 0.5;
        domain.at(fraction / POINTS_PER_SIDE as f64)
    });
    let highest = points
        .filter(|&at| function.value(at).is_finite())
        .max_by(|&a, &b| function.value(a).total_cmp(&function.value(b)));
    let learning_rate = domain.size().max_element() / 100.0;
    Ok(LandscapeSubject {
        landscape,
        l2: 0.0,
        morph: None,
        domain: None,
        resolution: default_resolution(),
        start: highest
            .unwrap_or_else(|| domain.at(DVec2::splat(0.5)))
            .into(),
        steps: 200,
        tolerance: None,
        runs: vec![Run::new(Spec::new("adam").with("lr", learning_rate))],
    })
}

impl Subject {
    /// The data file of the subject and how it is shown; none for other data and for files that can be shown in only
    /// one way.
    pub fn own_file(&self) -> Option<(&str, ShowAs)> {
        let (file, show_as) = self.kind().data_and_form()?;
        let extension = Path::new(file).extension()?.to_ascii_lowercase();
        let is_either = !is_built_in_or_generated(file)
            && ["csv", "npy", "npz"].iter().any(|one| extension == *one);
        is_either.then_some((file, show_as))
    }
}

#[cfg(test)]
mod tests {
    use std::{fs, io::Write as _, path::PathBuf};

    use super::{super::Source, *};

    /// Encodes a NumPy array of small numbers.
    fn npy(shape: &str, numbers: &[u8]) -> Vec<u8> {
        let header = format!("{{'descr': '|u1', 'fortran_order': False, 'shape': {shape}, }}");
        let length = [header.len() as u8, 0];
        [
            b"\x93NUMPY\x01\x00",
            &length[..],
            header.as_bytes(),
            numbers,
        ]
        .concat()
    }

    fn npz(path: PathBuf, arrays: &[(&str, Vec<u8>)]) -> String {
        let mut archive = zip::ZipWriter::new(fs::File::create(&path).unwrap());
        for (name, bytes) in arrays {
            let options = zip::write::SimpleFileOptions::default();
            archive.start_file(format!("{name}.npy"), options).unwrap();
            archive.write_all(bytes).unwrap();
        }
        archive.finish().unwrap();
        path.to_string_lossy().into_owned()
    }

    #[test]
    fn data_are_a_cloud_unless_requested_otherwise() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("loss.npy");
        fs::write(&path, npy("(2, 2)", &[0, 9, 1, 2])).unwrap();
        let path = path.to_string_lossy();
        let source = Source::open(&path).unwrap();
        assert_eq!(source.scene.title.en, "loss");
        assert_eq!(
            source.scene.figures[0].subject.own_file(),
            Some(("loss.npy", ShowAs::Cloud))
        );
        let source = Source::open_as(&path, Some(ShowAs::Landscape)).unwrap();
        let own = source.scene.figures[0].subject.own_file();
        assert_eq!(own, Some(("loss.npy", ShowAs::Landscape)));
        let Subject::Landscape(subject) = &source.scene.figures[0].subject else {
            panic!("a landscape");
        };
        // The highest corner is at x = 1, y = 0.
        assert!(subject.start[0] > 0.9 && subject.start[1] < 0.1);
        assert_eq!(subject.runs.len(), 1);
    }

    #[test]
    fn heights_with_axes_are_a_landscape_by_default() {
        let folder = tempfile::tempdir().unwrap();
        let show_as = |name: &str, arrays: &[(&str, Vec<u8>)]| {
            let path = npz(folder.path().join(name), arrays);
            let source = Source::open(&path).unwrap();
            source.scene.figures[0].subject.own_file().unwrap().1
        };
        let heights = npy("(3, 2)", &[0, 9, 1, 2, 4, 4]);
        let two = npy("(2,)", &[0, 1]);
        let three = npy("(3,)", &[0, 1, 2]);
        let [x, y] = [("x", two.clone()), ("y", three.clone())];
        let z = ("loss", heights);
        let with_axes = [x, y.clone(), z.clone()];
        assert_eq!(show_as("a.npz", &with_axes), ShowAs::Landscape);
        // Three rows with their classes.
        assert_eq!(show_as("b.npz", &[y, z]), ShowAs::Cloud);
    }

    /// With `meshgrid(indexing="ij")` of NumPy, z[i][j] is the height at x_i and y_j.
    #[test]
    fn the_lengths_of_the_axes_determine_whether_rows_are_x_or_y() {
        let folder = tempfile::tempdir().unwrap();
        let heights = [11, 12, 21, 22, 31, 32];
        let axis = |length: usize, values: &[u8]| npy(&format!("({length},)"), values);
        let open = |name: &str, z: Vec<u8>, more: &str| {
            let [x, y] = [axis(3, &[1, 2, 3]), axis(2, &[1, 2])];
            let path = npz(folder.path().join(name), &[("z", z), ("x", x), ("y", y)]);
            let spec = format!("grid(file=\"{path}\"{more})").parse().unwrap();
            (open_landscape(&spec, folder.path()), path)
        };
        let (turned, path) = open("turned.npz", npy("(3, 2)", &heights), "");
        let turned = turned.unwrap();
        let (upright, _) = open("upright.npz", npy("(2, 3)", &[11, 21, 31, 12, 22, 32]), "");
        let upright = upright.unwrap();
        for (i, j) in [(1, 1), (2, 1), (3, 1), (1, 2), (2, 2), (3, 2)] {
            let at = DVec2::new(f64::from(i), f64::from(j));
            let expected = f64::from(10 * i + j);
            assert_eq!([turned.value(at), upright.value(at)], [expected; 2], "{at}");
        }
        let source = Source::open(&path).unwrap();
        assert_eq!(
            source.scene.figures[0].subject.own_file().unwrap().1,
            ShowAs::Landscape
        );
        // The length of one axis is sufficient; its ends are not.
        let (one, _) = open("one.npz", npy("(3, 2)", &heights), ", y0=0, y1=5");
        assert_eq!(one.unwrap().value(DVec2::new(3.0, 5.0)), 32.0);
        // The same number of values in a different shape.
        let (wrong, _) = open("wrong.npz", npy("(6, 1)", &heights), "");
        let wrong = wrong.unwrap_err().to_string();
        for part in ["`z` has 6 rows and 1 columns", "x has 3 values, y has 2"] {
            assert!(wrong.contains(part), "{wrong}");
        }
    }

    #[test]
    fn metadata_are_saved_with_a_scene_and_found_again() {
        let folder = tempfile::tempdir().unwrap();
        let path = |name: &str| folder.path().join(name);
        fs::create_dir(path("deep")).unwrap();
        fs::write(path("deep/v.tsv"), "0.1\t2\n0.3\t4\n-1\t5\n").unwrap();
        fs::write(path("deep/about.tsv"), "the\nof\nand\n").unwrap();
        let text = r#"(version: 2, subject: Cloud(data: "v.tsv", metadata: "about.tsv"))"#;
        let source = Source::parse(text, &path("deep")).unwrap();
        let Subject::Cloud(cloud) = &source.scene.figures[0].subject else {
            panic!("a cloud");
        };
        let table = source.data.cloud(cloud).unwrap();
        assert_eq!(table.columns()[2].words().unwrap().get(1), "of");
        source.save(&path("scene.ron")).unwrap();
        let again = Source::open(&path("scene.ron").to_string_lossy()).unwrap();
        let Subject::Cloud(cloud) = &again.scene.figures[0].subject else {
            panic!("a cloud");
        };
        let about = Path::new(cloud.metadata.as_deref().unwrap());
        assert_eq!(about, Path::new("deep/about.tsv"));
        assert!(again.data.cloud(cloud).is_some());
        let wrong = text.replace("about", "other");
        let error = Source::parse(&wrong, &path("deep")).unwrap_err();
        assert!(
            error.to_string().contains("other.tsv: no such file"),
            "{error}"
        );
    }
}
