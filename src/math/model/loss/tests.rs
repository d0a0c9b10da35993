use super::*;

fn classes(count: usize) -> Targets {
    Targets::Classes {
        codes: (0..count).collect(),
        names: (0..count).map(|k| k.to_string()).collect(),
    }
}

#[test]
fn each_loss_accepts_the_targets_for_which_it_is_defined() {
    let targets = [classes(2), classes(3), Targets::Numbers(vec![0.5])];
    let outputs = |name: &str| {
        let loss = CATALOGUE.get(name).unwrap().build_default();
        targets.each_ref().map(|targets| loss.outputs(targets))
    };
    assert_eq!(outputs("bce"), [Some(1), None, None]);
    assert_eq!(outputs("ce"), [Some(2), Some(3), None]);
    assert_eq!(outputs("mse"), [Some(1), None, Some(1)]);
    assert_eq!(targets.each_ref().map(usual), ["bce", "ce", "mse"]);
}

#[test]
fn derivatives_agree_with_central_differences() {
    let codes = [1, 0, 1, 1];
    let cases = [
        (
            "bce",
            vec![0.3, -2.0, 5.0, -0.7],
            TargetsView::Codes(&codes),
        ),
        (
            "ce",
            vec![0.1, 2.0, -1.0, 0.5, 0.0, 3.0, 1.0, 1.5, -2.0, 0.0, 0.4, 0.2],
            TargetsView::Codes(&codes),
        ),
        (
            "mse",
            vec![0.3, -2.0, 5.0],
            TargetsView::Numbers(&[1.0, 2.0, -3.0]),
        ),
    ];
    for (name, outputs, targets) in cases {
        let loss = CATALOGUE.get(name).unwrap().build_default();
        let sum = |outputs: &[f64]| loss.sum_and_derivatives(&mut outputs.to_vec(), targets);
        let mut derivatives = outputs.clone();
        loss.sum_and_derivatives(&mut derivatives, targets);
        for (k, derivative) in derivatives.iter().enumerate() {
            let moved = |by: f64| {
                let mut moved = outputs.clone();
                moved[k] += by;
                sum(&moved)
            };
            let difference = (moved(1e-5) - moved(-1e-5)) / 2e-5;
            assert!((derivative - difference).abs() < 1e-8, "{name} {k}");
        }
    }
}

#[test]
fn large_logits_give_finite_losses() {
    let cases = [
        ("bce", vec![800.0, -800.0], [0, 1]),
        ("ce", vec![1e4, 0.0, 0.0, 1e4], [1, 0]),
    ];
    for (name, mut outputs, codes) in cases {
        let loss = CATALOGUE.get(name).unwrap().build_default();
        let sum = loss.sum_and_derivatives(&mut outputs, TargetsView::Codes(&codes));
        assert!(sum.is_finite() && sum >= 1600.0, "{name}: {sum}");
        assert!(outputs.iter().all(|derivative| derivative.is_finite()));
    }
}

#[test]
fn probabilities_add_up_to_one_and_the_likeliest_class_is_predicted() {
    let ce = CATALOGUE.get("ce").unwrap().build_default();
    let probabilities = ce.predict(&[1.0, 3.0, 2.0]);
    assert!((probabilities.iter().sum::<f64>() - 1.0).abs() < 1e-15);
    assert_eq!(ce.class(&[1.0, 3.0, 2.0]), Some(1));
    let bce = CATALOGUE.get("bce").unwrap().build_default();
    let [first, second] = bce.predict(&[2.0])[..] else {
        panic!()
    };
    assert!(
        (first + second - 1.0).abs() < 1e-15 && (second - 0.880_797_077_977_882_3).abs() < 1e-15
    );
    assert_eq!((bce.class(&[2.0]), bce.class(&[-2.0])), (Some(1), Some(0)));
}
