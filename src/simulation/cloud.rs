use std::sync::Arc;

use crate::{
    files::{Class, Samples, samples},
    math::{projection::Pca, table::Table},
    scene::{CloudSubject, SceneError, Source},
};

/// A data set in the coordinates of its principal components.
#[derive(Debug)]
pub struct ProjectedCloud {
    /// Where each sample lies along the components, in the units of the data; 0 along components that there are not.
    pub points: Vec<[f64; 3]>,
    /// The class of each sample, an index into `class_names`; all 0 where there are no classes.
    pub classes: Vec<u32>,
    /// The classes; empty where there are none.
    pub class_names: Vec<Class>,
    /// Names of the measured columns.
    pub feature_names: Vec<String>,
    /// Mean, directions and variances: three components, or two of data with two columns or rows.
    pub pca: Pca,
    table: Arc<Table>,
    label: Option<String>,
}

/// Components that a picture can show.
const COMPONENTS: usize = 3;

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
        && previous.label == subject.label
    {
        return Ok(previous.clone());
    }
    let Samples {
        features,
        feature_names,
        labels,
        classes,
    } = samples(table, subject.label.as_deref()).map_err(|error| wrong(error.into()))?;
    if features.columns() < 2 {
        return Err(wrong(
            "has one column of numbers; at least two are needed".into(),
        ));
    }
    let components = COMPONENTS.min(features.columns()).min(features.rows());
    let pca = Pca::fit(&features, components).map_err(|error| wrong(error.into()))?;
    let projected = pca.project(&features);
    let points = projected
        .iter_rows()
        .map(|row| std::array::from_fn(|component| row.get(component).copied().unwrap_or_default()))
        .collect();
    let classes_of_points = match labels.is_empty() {
        true => vec![0; features.rows()],
        false => labels.into_iter().map(|label| label as u32).collect(),
    };
    Ok(Arc::new(ProjectedCloud {
        points,
        classes: classes_of_points,
        class_names: classes,
        feature_names,
        pca,
        table: table.clone(),
        label: subject.label.clone(),
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
    }
}
