use super::*;
use crate::math::scaling::Scaling;

#[test]
fn a_cloud_passes_through_its_scalings() {
    let csv = "size,rooms\n2000,4\n1000,2\n0,1\n";
    let scene = r#"data: "data.csv", columns: ["size", "rooms"], axes: Columns, new: [[3000, 3]],
        earlier_scales: [None, Max], scale: MinMax"#;
    let cloud = from_csv(csv, scene).unwrap();
    assert_eq!(cloud.steps(), 2);
    let steps = cloud.scaling_steps().unwrap();
    // Features as written, divided by their maxima, and from 0 to 1.
    let features = [
        [[2000.0, 4.0], [1000.0, 2.0], [0.0, 1.0], [3000.0, 3.0]],
        [[1.0, 1.0], [0.5, 0.5], [0.0, 0.25], [1.5, 0.75]],
        [[1.0, 1.0], [0.5, 1.0 / 3.0], [0.0, 0.0], [1.5, 2.0 / 3.0]],
    ];
    for (step, rows) in features.iter().enumerate() {
        let listed = cloud.listed_features_at(step as f64).unwrap();
        let map = steps.axes()[step];
        for (sample, row) in rows.iter().enumerate() {
            for (axis, value) in row.iter().enumerate() {
                assert!(close(listed.values()[2 * sample + axis], *value));
                let place = map.offset[axis] + map.factor * value;
                assert!(close(cloud.stage(step)[sample][axis], place));
            }
        }
    }
    // The scaled values share their axes; those as measured are as wide as the shared box.
    assert_eq!(steps.axes()[1..], [AxisMap::IDENTITY; 2]);
    assert!(close(steps.axes()[0].factor, 1.5 / 3000.0));
    // Between two scalings the next one counts.
    assert_eq!(steps.scaling(0.0), Scaling::None);
    assert_eq!(steps.scaling(0.2), Scaling::Max);
    assert_eq!(steps.scaling(2.0), Scaling::MinMax);
}

#[test]
fn earlier_scalings_need_columns_as_axes() {
    let parse = |rest: &str| {
        let text = format!(
            "(version: 2, subject: Cloud(data: \"houses\", earlier_scales: [None], {rest}))"
        );
        Source::parse(&text, Path::new("")).map(|_| ())
    };
    assert!(parse("axes: Columns").is_ok());
    for rest in ["axes: Principal", r#"axes: Columns, clusters: "kmeans""#] {
        let error = parse(rest).unwrap_err().to_string();
        assert!(error.contains("earlier_scales"), "{error}");
    }
}
