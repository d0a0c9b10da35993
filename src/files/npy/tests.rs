use super::*;

fn parse_npy(name: &str, mut bytes: &[u8]) -> Result<Array, ArraysError> {
    let header = Header::read(name, &mut bytes)?;
    let limits = ReadLimits {
        max_elements: 1000,
        bytes: Some(bytes.len() as u64),
    };
    header.read_numbers(&mut bytes, limits)
}

fn message(bytes: &[u8]) -> String {
    parse_npy("z", bytes).unwrap_err().to_string()
}

#[test]
fn numbers_of_every_size_and_order_are_read() {
    let read = |element_type: &str, data: &[u8]| {
        parse_npy("z", &encode_npy(element_type, false, "(2,)", data))
            .unwrap()
            .values
    };
    let both = |a: &[u8], b: &[u8]| [a, b].concat();
    assert_eq!(
        read(
            "<f8",
            &both(&1.5f64.to_le_bytes(), &(-2.0f64).to_le_bytes())
        ),
        [1.5, -2.0]
    );
    assert_eq!(
        read(">f4", &both(&1.5f32.to_be_bytes(), &0.25f32.to_be_bytes())),
        [1.5, 0.25]
    );
    assert_eq!(
        read("<i8", &both(&(-7i64).to_le_bytes(), &9i64.to_le_bytes())),
        [-7.0, 9.0]
    );
    assert_eq!(
        read(">i2", &both(&(-300i16).to_be_bytes(), &5i16.to_be_bytes())),
        [-300.0, 5.0]
    );
    assert_eq!(read("|u1", &[255, 1]), [255.0, 1.0]);
    assert_eq!(read("|b1", &[0, 1]), [0.0, 1.0]);
    // 1.5 and −2⁻²⁴, the smallest subnormal of binary16.
    assert_eq!(
        read("<f2", &[0x00, 0x3e, 0x01, 0x80]),
        [1.5, -(2f64.powi(-24))]
    );
}

#[test]
fn fortran_order_is_converted_to_row_major() {
    let bytes = encode_npy("|u1", true, "(2, 3)", &[1, 4, 2, 5, 3, 6]);
    let array = parse_npy("z", &bytes).unwrap();
    assert_eq!(array.shape, [2, 3]);
    assert_eq!(array.values, [1.0, 2.0, 3.0, 4.0, 5.0, 6.0]);
}

#[test]
fn text_is_read_in_both_widths() {
    let read = |element_type: &str, mut bytes: &[u8]| {
        let header = Header {
            name: "y".into(),
            element_type: element_type.into(),
            is_fortran_order: false,
            shape: vec![2],
        };
        let limits = ReadLimits {
            max_elements: 2,
            bytes: None,
        };
        header.read_text(&mut bytes, limits).unwrap()
    };
    let wide: Vec<u8> = "né\0x\0\0"
        .chars()
        .flat_map(|character| u32::from(character).to_le_bytes())
        .collect();
    assert_eq!(read("<U3", &wide).distinct(), ["né", "x"]);
    assert_eq!(read("|S2", b"abc\0").distinct(), ["ab", "c"]);
}

#[test]
fn unsupported_arrays_are_rejected_in_one_line() {
    assert_eq!(message(b"hello"), "is not a valid NPY file");
    let complex = encode_npy("<c16", false, "(1,)", &[0; 16]);
    assert!(message(&complex).contains("type <c16 cannot be read"));
    let short = encode_npy("<f8", false, "(3, 3)", &[0; 8]);
    assert_eq!(message(&short), "z: the file ends early; save it again");
    let huge = encode_npy("<f8", false, "(99999999, 9999)", &[]);
    assert!(message(&huge).contains("thin it out"));
    let uncountable = encode_npy("<f8", false, "(99999999999, 99999999999)", &[]);
    assert!(message(&uncountable).contains("more numbers than a file can hold"));
    let objects = encode_npy("|O", false, "(1,)", &[]);
    assert!(message(&objects).contains("type |O"));
    let whole = encode_npy("<f8", false, "(1,)", &[0; 8]);
    for end in 0..whole.len() {
        assert!(parse_npy("z", &whole[..end]).is_err(), "{end}");
    }
}
