use std::sync::Arc;

use crate::{
    files::{Class, SampleOptions, Samples, samples},
    math::{
        projection::Pca,
        scaling::{Scaler, Scaling},
        table::{Matrix, Table},
    },
    scene::{CloudAxes, CloudSubject, SceneError, Source},
};

/// A data set as a cloud of points.
#[derive(Debug)]
pub struct ProjectedCloud {
    /// Where each sample lies along the axes, in the units of the scaled data; 0 along axes that there are not. New
    /// samples come last.
    pub points: Vec<[f64; 3]>,
    /// The class of each sample, an index into `class_names`; all 0 where there are no classes. New samples have the
    /// next.
    pub classes: Vec<u32>,
    /// The classes; empty where there are none.
    pub class_names: Vec<Class>,
    /// How many points, the last ones, are not part of the data.
    pub new: usize,
    /// Names of the measured columns.
    pub feature_names: Vec<String>,
    /// The scaled numbers of each sample, where there are few enough for a table.
    pub numbers: Option<Matrix>,
    /// Mean, directions and variances of the scaled data: three components, or two of data with two columns or rows.
    pub pca: Pca,
    /// What the axes are.
    pub axes: CloudAxes,
    /// The mean of the data along the axes.
    pub mean: [f64; 3],
    /// A standard deviation along each component, as seen along the axes.
    pub arrows: Vec<[f64; 3]>,
    table: Arc<Table>,
    subject: CloudSubject,
}

/// Axes that a picture can show.
const AXES: usize = 3;
/// More rows are not listed.
const MOST_LISTED: usize = 12;

impl ProjectedCloud {
    /// What was done to the numbers first.
    pub fn scale(&self) -> Scaling {
        self.subject.scale
    }
}

pub(super) fn simulate(
    subject: &CloudSubject,
    source: &Source,
    previous: Option<&Arc<ProjectedCloud>>,
) -> Result<Arc<ProjectedCloud>, SceneError> {
    let wrong = |cause| SceneError::Data {
        data: subject.data.clone(),
        cause,
    };
    let table = source
        .data
        .table(&subject.data)
        .ok_or_else(|| wrong("has not been read".into()))?;
    if let Some(previous) = previous
        && Arc::ptr_eq(&previous.table, table)
        && previous.subject == *subject
    {
        return Ok(previous.clone());
    }
    let options = SampleOptions {
        label: subject.label.clone(),
        columns: subject.columns.clone(),
        missing: subject.missing,
    };
    let Samples {
        features,
        feature_names,
        labels,
        classes,
        ..
    } = samples(table, &options).map_err(|error| wrong(error.into()))?;
    let columns = features.columns();
    if columns < 2 {
        return Err(wrong(
            "has one column of numbers; at least two are needed".into(),
        ));
    }
    if let Some(sample) = subject.new.iter().find(|sample| sample.len() != columns) {
        let given = sample.len();
        return Err(wrong(
            format!("a new sample of {given} number(s); {columns} columns count").into(),
        ));
    }
    let scaler = Scaler::fit(subject.scale, &features);
    let scaled = scaler.apply_all(&features);
    let pca = Pca::fit(&scaled, AXES.min(columns).min(scaled.rows()))
        .map_err(|error| wrong(error.into()))?;
    let new: Vec<f64> = (subject.new.iter())
        .flat_map(|sample| scaler.apply(sample))
        .collect();
    let rows = scaled.rows() + subject.new.len();
    let values = [scaled.values(), &new].concat();
    let all = Matrix::from_fn(rows, columns, |i, j| values[i * columns + j]);
    let along =
        |values: &[f64]| std::array::from_fn(|axis| values.get(axis).copied().unwrap_or_default());
    let deviations = pca.explained_variance.iter().map(|v| v.max(0.0).sqrt());
    let (points, mean, arrows) = match subject.axes {
        CloudAxes::Principal => (
            pca.project(&all).iter_rows().map(along).collect(),
            [0.0; 3],
            (deviations.enumerate())
                .map(|(axis, deviation)| std::array::from_fn(|k| deviation * f64::from(k == axis)))
                .collect(),
        ),
        CloudAxes::Columns => (
            all.iter_rows().map(along).collect(),
            along(&pca.mean),
            (deviations.zip(&pca.components))
                .map(|(deviation, component)| along(component).map(|part| deviation * part))
                .collect(),
        ),
    };
    let next = classes.len().max(1) as u32;
    let mut classes_of_points = match labels.is_empty() {
        true => vec![0; scaled.rows()],
        false => labels,
    };
    classes_of_points.resize(rows, next);
    Ok(Arc::new(ProjectedCloud {
        points,
        classes: classes_of_points,
        class_names: classes,
        new: subject.new.len(),
        feature_names,
        numbers: (rows <= MOST_LISTED).then_some(all),
        pca,
        axes: subject.axes,
        mean,
        arrows,
        table: table.clone(),
        subject: subject.clone(),
    }))
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::*;
    use crate::simulation::{Simulation, simulate};

    fn cloud(
        source: &Source,
        previous: Option<&Simulation>,
    ) -> Result<Arc<ProjectedCloud>, SceneError> {
        match simulate(source, previous)? {
            Simulation::Cloud(cloud) => Ok(cloud),
            _ => panic!("a cloud"),
        }
    }

    fn from_csv(csv: &str, scene: &str) -> Result<Arc<ProjectedCloud>, SceneError> {
        let folder = tempfile::tempdir().unwrap();
        std::fs::write(folder.path().join("data.csv"), csv).unwrap();
        let text = format!("(version: 1, subject: Cloud({scene}))");
        cloud(&Source::parse(&text, folder.path())?, None)
    }

    fn close(a: f64, b: f64) -> bool {
        (a - b).abs() <= 1e-8 * b.abs().max(1.0)
    }

    #[test]
    fn iris_has_the_components_of_the_reference() {
        let cloud = cloud(&Source::open("iris").unwrap(), None).unwrap();
        let variances = [4.228241706034864, 0.24267074792863344, 0.07820950004291942];
        let ratios = [
            0.9246187232017271,
            0.05306648311706783,
            0.017102609807929773,
        ];
        let first = [
            0.3613865917853687,
            0.08452251406456868,
            0.8566706059498351,
            0.3582891971515508,
        ];
        let pairs = |a: &[f64], b: &[f64]| a.iter().zip(b).all(|(a, b)| close(*a, *b));
        assert!(
            pairs(&cloud.pca.explained_variance, &variances),
            "{:?}",
            cloud.pca
        );
        assert!(
            pairs(&cloud.pca.explained_variance_ratio, &ratios),
            "{:?}",
            cloud.pca
        );
        let magnitudes: Vec<f64> = cloud.pca.components[0]
            .iter()
            .map(|loading| loading.abs())
            .collect();
        assert!(pairs(&magnitudes, &first), "{:?}", cloud.pca);
        assert!(close(cloud.points[0][0].abs(), 2.6841256259695374));
        assert!(close(cloud.points[149][1].abs(), 0.2826609379905505));
        let classes: Vec<(&str, usize)> = cloud
            .class_names
            .iter()
            .map(|class| (class.name.as_str(), class.count))
            .collect();
        assert_eq!(
            classes,
            [("setosa", 50), ("versicolor", 50), ("virginica", 50)]
        );
        assert_eq!(cloud.classes[149], 2);
    }

    #[test]
    fn in_each_component_the_largest_loading_is_positive() {
        let cloud = cloud(&Source::open("iris").unwrap(), None).unwrap();
        for component in &cloud.pca.components {
            let largest = component
                .iter()
                .copied()
                .max_by(|a, b| a.abs().total_cmp(&b.abs()))
                .unwrap();
            assert!(largest > 0.0, "{component:?}");
        }
    }

    #[test]
    fn two_columns_lie_flat_and_may_have_no_classes() {
        let cloud = from_csv("1,2\n3,4\n5,9\n", r#"data: "data.csv""#).unwrap();
        assert!(cloud.points.iter().all(|point| point[2] == 0.0));
        assert_eq!(
            (cloud.classes.as_slice(), cloud.class_names.len()),
            ([0; 3].as_slice(), 0)
        );
    }

    #[test]
    fn columns_stand_as_they_are_and_new_samples_come_last() {
        let csv = "a,b,c,d\n1,2,3,9\n3,4,8,9\n5,9,1,9\n";
        let scene = r#"data: "data.csv", columns: ["c", "a"], axes: Columns, new: [[0, 7]]"#;
        let cloud = from_csv(csv, scene).unwrap();
        assert_eq!(cloud.feature_names, ["c", "a"]);
        let expected = [
            [3.0, 1.0, 0.0],
            [8.0, 3.0, 0.0],
            [1.0, 5.0, 0.0],
            [0.0, 7.0, 0.0],
        ];
        assert_eq!(cloud.points, expected);
        assert_eq!(
            (cloud.new, cloud.classes.as_slice()),
            (1, [0, 0, 0, 1].as_slice())
        );
        assert_eq!(cloud.mean, [4.0, 3.0, 0.0]);
        // An arrow is as long as the deviation along its component.
        for (arrow, variance) in cloud.arrows.iter().zip(&cloud.pca.explained_variance) {
            let length: f64 = arrow.iter().map(|part| part * part).sum();
            assert!(close(length, *variance), "{arrow:?} {variance}");
        }
    }

    #[test]
    fn a_cloud_is_projected_once() {
        let source = Source::open("iris").unwrap();
        let first = cloud(&source, None).unwrap();
        let mut scene = source.scene.clone();
        scene.playback.seconds = 3.0;
        let edited = source.with_scene(scene).unwrap();
        let again = cloud(&edited, Some(&Simulation::Cloud(first.clone()))).unwrap();
        assert!(Arc::ptr_eq(&first, &again));
    }

    #[test]
    fn unusable_data_is_named() {
        let message = |csv, scene| from_csv(csv, scene).unwrap_err().to_string();
        assert_eq!(
            message("x,a\n1,p\n2,q\n", r#"data: "data.csv""#),
            "data.csv: has one column of numbers; at least two are needed"
        );
        assert!(
            message("x,y\n1,2\n2,3\n", r#"data: "data.csv", label: "kind""#)
                .contains("no column `kind`")
        );
        assert!(Source::parse("(version: 1, subject: Cloud(data: \"\"))", Path::new("")).is_err());
        assert_eq!(
            message("x,y\n1,2\n2,3\n", r#"data: "data.csv", new: [[1, 2, 3]]"#),
            "data.csv: a new sample of 3 number(s); 2 columns count"
        );
        assert!(
            message("x,y\n1,2\n2,3\n", r#"data: "data.csv", new: [[NaN, 2]]"#)
                .starts_with("new is NaN")
        );
    }
}
