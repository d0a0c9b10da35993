//! The pictures of the rows of a cloud.

use super::CloudOutcome;
use crate::{
    files,
    math::table::{Table, Values},
    scene,
};

/// Of larger clouds, only about this many points have a picture; more would hide each other.
const MAX_PICTURES: usize = 5_000;
/// Pictures of the largest cloud and of the smallest one are reduced to these numbers of pixels on the longer side, more
/// than are drawn in a film of 1080 lines.
const DETAIL: [f64; 2] = [24.0, 128.0];
/// A cloud of one point has pictures of this detail; with more points, it falls with the cube root of their number.
const FULL_DETAIL: f64 = 480.0;

/// The pictures of the points of a cloud.
#[derive(Debug)]
pub struct PointPictures {
    /// The pictures, not more than the points.
    pub pictures: files::Pictures,
    /// The index of the picture of each point; none for a point without a picture.
    pub of_points: Vec<Option<u32>>,
    /// Whether the opacity of a pixel is the amount of ink, to be drawn in the colour of the point; otherwise pixels have
    /// their own colours.
    pub is_ink: bool,
}

/// What the pictures of a cloud are computed from.
pub(super) struct PictureInputs<'a> {
    pub source: Option<&'a files::Pictures>,
    pub table: &'a Table,
    /// The table rows of the samples, if rows were dropped.
    pub kept_rows: Option<&'a [u32]>,
    pub feature_names: &'a [String],
    /// The features of new samples, which follow those of the table.
    pub new: &'a [Vec<f64>],
}

impl PointPictures {
    /// The pictures of the points.
    ///
    /// # Errors
    /// The features do not make whole rows of pixels, a sprite has too few pictures, or the pictures have not been read.
    pub(super) fn new(pictures: &scene::Pictures, inputs: &PictureInputs) -> Result<Self, String> {
        let rows = inputs.kept_rows.map_or(inputs.table.rows(), <[u32]>::len);
        let stride = rows.div_ceil(MAX_PICTURES).max(1);
        let shown: Vec<usize> = (0..rows).step_by(stride).collect();
        let side = (FULL_DETAIL / (shown.len() as f64).cbrt()).clamp(DETAIL[0], DETAIL[1]) as u32;
        let mut made = match pictures {
            scene::Pictures::Pixels(width) => inputs.pixels(*width as usize, &shown)?,
            scene::Pictures::Files(column) => inputs.files(column, &shown)?,
            scene::Pictures::Sprite { .. } => inputs.sprite(&shown)?,
        };
        made.pictures = made.pictures.reduced(side);
        made.of_points.resize(rows + inputs.new.len(), None);
        Ok(made)
    }
}

impl PictureInputs<'_> {
    /// The table row of a sample.
    fn row(&self, sample: usize) -> usize {
        self.kept_rows.map_or(sample, |rows| rows[sample] as usize)
    }

    /// Pictures whose pixels are the features, and those of new samples.
    fn pixels(&self, width: usize, shown: &[usize]) -> Result<PointPictures, String> {
        let names = self.feature_names.iter();
        let columns: Vec<_> = names
            .filter_map(|name| self.table.columns()[self.table.position(name)?].numbers())
            .collect();
        let count = columns.len();
        if count == 0 || !count.is_multiple_of(width) {
            return Err(format!(
                "has {count} columns of features, which are not whole rows of {width} pixels (pictures: Pixels)"
            ));
        }
        let of_table = |&sample: &usize| {
            let row = self.row(sample);
            columns.iter().map(move |column| column.get(row))
        };
        let mut values: Vec<f64> = shown.iter().flat_map(of_table).collect();
        values.extend(self.new.iter().flatten());
        let finite = || values.iter().copied().filter(|value| value.is_finite());
        let [low, high] = finite()
            .fold([f64::INFINITY, f64::NEG_INFINITY], |[low, high], value| {
                [low.min(value), high.max(value)]
            });
        let fraction = |value: f64| ((value - low) / (high - low).max(f64::MIN_POSITIVE)).max(0.0);
        // Writing leaves most of the paper blank; in a photograph, most pixels are bright.
        let mean = finite().map(fraction).sum::<f64>() / finite().count().max(1) as f64;
        let is_ink = mean <= 0.5;
        let pixel = |&value: &f64| {
            // Missing values become 0.
            let value = (255.0 * fraction(value)).round() as u8;
            match is_ink {
                true => [255, 255, 255, value],
                false => [value, value, value, 255],
            }
        };
        let pixels = values.iter().map(pixel).collect();
        let rows = self.kept_rows.map_or(self.table.rows(), <[u32]>::len);
        let mut of_points = vec![None; rows];
        for (picture, &sample) in shown.iter().enumerate() {
            of_points[sample] = Some(picture as u32);
        }
        of_points.extend((shown.len()..shown.len() + self.new.len()).map(|new| Some(new as u32)));
        Ok(PointPictures {
            pictures: files::Pictures::new([width as u32, (count / width) as u32], pixels),
            of_points,
            is_ink,
        })
    }

    /// Pictures from files, one for each distinct name in a column.
    fn files(&self, column: &str, shown: &[usize]) -> Result<PointPictures, String> {
        let source = self.source()?;
        let index = self.table.position(column);
        let Some(Values::Words(words)) = index.map(|index| &self.table.columns()[index].values)
        else {
            return Err(format!("column {column} has no names of PNG files"));
        };
        self.read_source(source, shown, |row| {
            let code = words.codes()[row];
            let is_named = !words.get(row).is_empty() && (code as usize) < source.count();
            is_named.then_some(code as usize)
        })
    }

    /// The pictures of a sprite, one for each row of the table.
    fn sprite(&self, shown: &[usize]) -> Result<PointPictures, String> {
        let source = self.source()?;
        let (rows, count, [width, height]) = (self.table.rows(), source.count(), source.size());
        if count < rows {
            return Err(format!(
                "has {rows} rows, but the sprite holds {count} pictures of {width}×{height} pixels (pictures: Sprite)"
            ));
        }
        self.read_source(source, shown, Some)
    }

    fn source(&self) -> Result<&files::Pictures, String> {
        self.source
            .ok_or_else(|| "the pictures have not been read".to_owned())
    }

    /// The pictures of the shown samples, given the index in the source for each row of the table.
    fn read_source(
        &self,
        source: &files::Pictures,
        shown: &[usize],
        index: impl Fn(usize) -> Option<usize>,
    ) -> Result<PointPictures, String> {
        let rows = self.kept_rows.map_or(self.table.rows(), <[u32]>::len);
        let mut of_points = vec![None; rows];
        let mut used: Vec<Option<u32>> = vec![None; source.count()];
        let mut pixels = Vec::new();
        let mut count = 0;
        for &sample in shown {
            let Some(index) = index(self.row(sample)) else {
                continue;
            };
            of_points[sample] = Some(*used[index].get_or_insert_with(|| {
                pixels.extend_from_slice(source.picture(index));
                count += 1;
                count - 1
            }));
        }
        Ok(PointPictures {
            pictures: files::Pictures::new(source.size(), pixels),
            of_points,
            is_ink: false,
        })
    }
}

impl CloudOutcome {
    /// The pictures of the points, if the scene has any.
    pub fn pictures(&self) -> Option<&PointPictures> {
        self.pictures.as_ref()
    }
}

#[cfg(test)]
mod tests {
    use std::{fs, path::Path, sync::Arc};

    use super::*;
    use crate::{
        scene::Source,
        simulation::{Simulation, simulate},
    };

    fn cloud(subject: &str, folder: &Path) -> Result<Arc<CloudOutcome>, String> {
        let text = format!("(version: 2, subject: Cloud({subject}))");
        let source = Source::parse(&text, folder).map_err(|error| error.to_string())?;
        match simulate(&source, 0, None).map_err(|error| error.to_string())? {
            Simulation::Cloud(cloud) => Ok(cloud),
            _ => panic!("a cloud"),
        }
    }

    #[test]
    fn features_are_pixels_of_ink() {
        let digits = r#"data: "digits", label: "digit", pictures: Pixels(8)"#;
        let cloud = cloud(digits, "".as_ref()).unwrap();
        let pictures = cloud.pictures().unwrap();
        assert_eq!((pictures.pictures.size(), pictures.is_ink), ([8, 8], true));
        assert_eq!(pictures.of_points.len(), 1797);
        let picture = pictures
            .pictures
            .picture(pictures.of_points[1].unwrap() as usize);
        // The second digit, a one, begins with 0, 0, 0, 12 of 16, 13 of 16.
        let ink: Vec<u8> = picture[..5].iter().map(|pixel| pixel[3]).collect();
        assert_eq!(ink, [0, 0, 0, 191, 207]);
    }

    #[test]
    fn bright_pictures_are_photographs() {
        let folder = tempfile::tempdir().unwrap();
        let rows = "a,b,c,d,e\n9,9,8,9,0\n9,8,9,9,1\n8,9,9,9,0\n";
        fs::write(folder.path().join("faces.csv"), rows).unwrap();
        let columns = r#"data: "faces.csv", columns: ["a", "b", "c", "d"]"#;
        let faces = format!("{columns}, pictures: Pixels(2), new: [[8, 8, 8, 9]]");
        let cloud = cloud(&faces, folder.path()).unwrap();
        let pictures = cloud.pictures().unwrap();
        assert!(!pictures.is_ink && pictures.of_points == [Some(0), Some(1), Some(2), Some(3)]);
        assert_eq!(
            pictures.pictures.picture(3)[2..],
            [[0, 0, 0, 255], [255; 4]]
        );
        let message =
            super::tests::cloud(&format!("{columns}, pictures: Pixels(3)"), folder.path());
        assert_eq!(
            message.unwrap_err(),
            "faces.csv: has 4 columns of features, which are not whole rows of 3 pixels (pictures: Pixels)"
        );
    }

    #[test]
    fn files_and_sprites_give_pictures_to_the_rows_that_are_kept() {
        let folder = tempfile::tempdir().unwrap();
        let path = |name: &str| folder.path().join(name);
        let write = |name: &str, [width, height]: [u32; 2], samples: &[u8]| {
            let file = fs::File::create(path(name)).unwrap();
            let mut writer = png::Encoder::new(file, width, height)
                .write_header()
                .unwrap();
            writer.write_image_data(samples).unwrap();
        };
        write("one.png", [1, 1], &[10]);
        write("two.png", [1, 1], &[20]);
        write("sprite.png", [2, 2], &[1, 2, 3, 4]);
        let rows = "x,y,image\n1,2,one.png\n,3,one.png\n4,5,two.png\n6,7,one.png\n";
        fs::write(path("t.csv"), rows).unwrap();
        let data = r#"data: "t.csv", label: "image", missing: Drop"#;
        let kept = cloud(
            &format!(r#"{data}, pictures: Files("image")"#),
            folder.path(),
        )
        .unwrap();
        let pictures = kept.pictures().unwrap();
        assert_eq!(pictures.of_points, [Some(0), Some(1), Some(0)]);
        assert_eq!(pictures.pictures.picture(1)[0], [20, 20, 20, 255]);
        let sprite =
            |size| format!(r#"{data}, pictures: Sprite(file: "sprite.png", size: {size})"#);
        let kept = cloud(&sprite("(1, 1)"), folder.path()).unwrap();
        let pictures = kept.pictures().unwrap();
        let values = pictures
            .of_points
            .iter()
            .map(|picture| pictures.pictures.picture(picture.unwrap() as usize)[0][0]);
        assert_eq!(values.collect::<Vec<_>>(), [1, 3, 4]);
        let message = cloud(&sprite("(2, 1)"), folder.path()).unwrap_err();
        assert!(
            message.contains("has 4 rows, but the sprite holds 2 pictures of 2×1"),
            "{message}"
        );
        let missing =
            cloud(&format!(r#"{data}, pictures: Files("x")"#), folder.path()).unwrap_err();
        assert_eq!(
            missing,
            "t.csv: column 1 (x) holds numbers, not names of PNG files"
        );
        fs::remove_file(path("two.png")).unwrap();
        let missing = cloud(
            &format!(r#"{data}, pictures: Files("image")"#),
            folder.path(),
        );
        assert!(missing.unwrap_err().contains("two.png: no such file"));
    }
}
