use super::*;

/// Places on both sides of the kinks at 0, and far from them.
const PLACES: [f64; 9] = [-30.0, -4.0, -1.278, -0.3, -1e-3, 1e-3, 0.7, 3.0, 25.0];

#[test]
fn values_are_those_of_pytorch() {
    // The definitions of PyTorch at −1.5 and 0.8, computed with the mathematical functions of Python.
    let expected = [
        ("identity", [-1.5, 0.8]),
        (
            "sigmoid",
            [0.182_425_523_806_356_34, 0.689_974_481_127_612_6],
        ),
        ("tanh", [-0.905_148_253_644_866_4, 0.664_036_770_267_849]),
        ("relu", [0.0, 0.8]),
        ("leaky_relu", [-0.015, 0.8]),
        ("elu", [-0.776_869_839_851_570_2, 0.8]),
        ("gelu", [-0.100_210_801_903_287_13, 0.630_515_681_133_282_7]),
        ("silu", [-0.273_638_285_709_534_5, 0.551_979_584_902_090_1]),
        (
            "softplus",
            [0.201_413_277_982_752_46, 1.171_100_665_947_777_8],
        ),
        ("sin", [-0.997_494_986_604_054_4, 0.717_356_090_899_522_8]),
    ];
    for (entry, (name, values)) in CATALOGUE.iter().zip(expected) {
        assert_eq!(entry.name, name);
        let activation = entry.build_default();
        for (u, v) in [-1.5, 0.8].into_iter().zip(values) {
            let found = activation.value(u);
            assert!((found - v).abs() < 1e-14, "{name}({u}) = {found}, not {v}");
        }
    }
}

#[test]
fn slopes_agree_with_central_differences() {
    let variants = [
        "leaky_relu(negative_slope=0.2)",
        "elu(alpha=2)",
        "gelu(approximate=tanh)",
        "softplus(beta=3, threshold=5)",
    ];
    let specs = CATALOGUE.iter().map(|entry| entry.name).chain(variants);
    for text in specs {
        let activation = CATALOGUE.build(&text.parse().unwrap()).unwrap();
        for u in PLACES {
            // Far enough from the kinks at 0 and, of this softplus, at 5/3.
            let h = 1e-4 * u.abs().clamp(1.0, 3.0).min(5.0 * u.abs());
            let difference = (activation.value(u + h) - activation.value(u - h)) / (2.0 * h);
            let slope = activation.slope(u, activation.value(u));
            // h²/6 times the third derivative, which is at most 27 here.
            assert!(
                (slope - difference).abs() < 1e-6,
                "{text} at {u}: {slope}, {difference}"
            );
        }
    }
}

#[test]
fn large_inputs_neither_overflow_nor_give_nan() {
    for entry in CATALOGUE.iter().filter(|entry| entry.name != "sin") {
        let activation = entry.build_default();
        for u in [-1e4, -800.0, 800.0, 1e4] {
            let v = activation.value(u);
            let slope = activation.slope(u, v);
            assert!(
                v.is_finite() && slope.is_finite(),
                "{} at {u}: {v}, {slope}",
                entry.name
            );
        }
    }
}

#[test]
fn a_batch_gives_the_same_as_single_values() {
    let gelu = CATALOGUE.get("gelu").unwrap().build_default();
    let mut outputs = [0.0; PLACES.len()];
    gelu.apply(&PLACES, &mut outputs);
    let mut gradients = [2.0; PLACES.len()];
    gelu.multiply_by_slopes(&PLACES, &outputs, &mut gradients);
    for (k, u) in PLACES.into_iter().enumerate() {
        assert_eq!(outputs[k], gelu.value(u));
        assert_eq!(gradients[k], 2.0 * gelu.slope(u, outputs[k]));
    }
}
