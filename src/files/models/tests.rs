use std::fs;

use super::*;
use crate::math::{
    scaling::{Scaler, Scaling},
    table::Matrix,
};

fn model() -> SavedModel {
    let features = Matrix::new(3, 2, vec![0.1, -3.0, 0.7, 5.0, 1e-3, 2.0]).unwrap();
    let tensor = |name: &str, shape: &[usize], values: &[f64]| SavedTensor {
        name: name.into(),
        shape: shape.into(),
        values: values.into(),
    };
    SavedModel {
        description: ModelDescription {
            model: "mlp(hidden=[2], activation=relu)".parse().unwrap(),
            loss: "bce".into(),
            label: "种类".into(),
            columns: vec!["a \"quoted\"".into(), "β".into()],
            classes: vec!["no".into(), "yes".into()],
            scaler: Scaler::fit(Scaling::ZScore, &features),
        },
        tensors: vec![
            tensor("0.weight", &[2, 2], &[0.1, 1.0 / 3.0, -1e-300, 4.0]),
            tensor("0.bias", &[2], &[5e-324, -0.0]),
            tensor("2.weight", &[1, 2], &[1.0, 2.0]),
            tensor("2.bias", &[1], &[f64::MAX]),
        ],
    }
}

#[test]
fn a_model_is_read_exactly_as_it_was_written() {
    let folder = tempfile::tempdir().unwrap();
    for name in ["model.npz", "model.safetensors", "MODEL.NPZ"] {
        let path = folder.path().join(name);
        ModelDraft::create(&path).unwrap().write(&model()).unwrap();
        let mut expected = model();
        let mut found = read_model(&path).unwrap();
        for model in [&mut expected, &mut found] {
            model.tensors.sort_by(|a, b| a.name.cmp(&b.name));
        }
        assert_eq!(found, expected, "{name}");
        assert_eq!(read_tensors(&path).unwrap().len(), 4);
    }
}

#[test]
fn a_draft_that_is_not_written_leaves_the_old_file() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("model.npz");
    fs::write(&path, "old").unwrap();
    drop(ModelDraft::create(&path).unwrap());
    assert_eq!(fs::read_to_string(&path).unwrap(), "old");
    assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1);
}

#[test]
fn other_names_and_damaged_files_are_refused() {
    let folder = tempfile::tempdir().unwrap();
    let message = |name: &str, bytes: &[u8]| {
        let path = folder.path().join(name);
        fs::write(&path, bytes).unwrap();
        read_model(&path).unwrap_err().to_string()
    };
    assert!(message("a.npz", b"").contains("is not a valid NPZ or safetensors file"));
    assert!(message("b.npz", b"PK\x03\x04").contains("cannot be unpacked"));
    assert!(message("c.safetensors", &[9; 30]).contains("is not a valid NPZ or safetensors file"));
    for encode in [
        encode_npz("{}", &model().tensors).unwrap(),
        encode_safetensors("{}".into(), &model().tensors).unwrap(),
    ] {
        assert!(message("d", &encode).contains("its description is invalid"));
        assert!(!message("e", &encode[..encode.len() - 9]).is_empty());
    }
    let error = ModelDraft::create(&folder.path().join("model.pt"))
        .err()
        .unwrap();
    assert!(
        error.to_string().contains(".npz or .safetensors"),
        "{error}"
    );
    let error = ModelDraft::create(&folder.path().join("missing/model.npz"))
        .err()
        .unwrap();
    assert!(error.is_input_error(), "{error}");
}

/// Files as other programs write them: safetensors of float32, bfloat16 and float16, without a description.
#[test]
fn tensors_of_other_programs_are_read() {
    use safetensors::tensor::TensorView;

    let bytes = [0x00, 0x3c, 0x00, 0xc0];
    let single = 1.5f32.to_le_bytes();
    let views = [
        (
            "half",
            TensorView::new(Dtype::F16, vec![2], &bytes).unwrap(),
        ),
        (
            "brain",
            TensorView::new(Dtype::BF16, vec![2], &bytes).unwrap(),
        ),
        (
            "single",
            TensorView::new(Dtype::F32, vec![1], &single).unwrap(),
        ),
    ];
    let file = safetensors::serialize(views, None).unwrap();
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("other.safetensors");
    fs::write(&path, file).unwrap();
    let tensors = read_tensors(&path).unwrap();
    let values = |name: &str| {
        let tensor = tensors.iter().find(|tensor| tensor.name == name);
        tensor.unwrap().values.clone()
    };
    assert_eq!(values("half"), [1.0, -2.0]);
    assert_eq!(values("brain"), [0.0078125, -2.0]);
    assert_eq!(values("single"), [1.5]);
    let error = read_model(&path).unwrap_err().to_string();
    assert!(
        error.contains("does not say what its tensors mean"),
        "{error}"
    );
}
