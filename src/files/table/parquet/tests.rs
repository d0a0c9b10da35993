use std::{fs::File, io::Write as _, path::Path, sync::Arc};

use parquet::{
    basic::{Compression, ZstdLevel},
    data_type::{BoolType, ByteArray, ByteArrayType, DoubleType, FloatType, Int32Type},
    file::{
        metadata::{FileMetaData, RowGroupMetaData},
        properties::{WriterProperties, WriterVersion},
        writer::SerializedFileWriter,
    },
    schema::{parser::parse_message_type, types::SchemaDescriptor},
};
use proptest::prelude::*;

use super::{pages::PageTotals, *};

/// Numbers, booleans and text with missing values, in two row groups.
fn encode_example(properties: WriterProperties) -> Vec<u8> {
    let schema = "message m { required double x; optional int32 y; optional boolean ok; optional binary kind (UTF8); }";
    let schema = Arc::new(parse_message_type(schema).unwrap());
    let mut bytes = Vec::new();
    let mut file = SerializedFileWriter::new(&mut bytes, schema, Arc::new(properties)).unwrap();
    for from in [0, 3] {
        let mut group = file.next_row_group().unwrap();
        let mut column = group.next_column().unwrap().unwrap();
        let x: Vec<f64> = (from..from + 3).map(|k| f64::from(k) / 4.0).collect();
        let x = column.typed::<DoubleType>().write_batch(&x, None, None);
        assert_eq!(x.unwrap(), 3);
        column.close().unwrap();
        let mut column = group.next_column().unwrap().unwrap();
        let y = column.typed::<Int32Type>();
        y.write_batch(&[from, -7], Some(&[1, 0, 1]), None).unwrap();
        column.close().unwrap();
        let mut column = group.next_column().unwrap().unwrap();
        let ok = column.typed::<BoolType>();
        ok.write_batch(&[true, false, true], Some(&[1, 1, 1]), None)
            .unwrap();
        column.close().unwrap();
        let mut column = group.next_column().unwrap().unwrap();
        let words = ["left", "right"].map(ByteArray::from);
        let kind = column.typed::<ByteArrayType>();
        kind.write_batch(&words, Some(&[1, 1, 0]), None).unwrap();
        column.close().unwrap();
        group.close().unwrap();
    }
    file.close().unwrap();
    bytes
}

fn default_example() -> Vec<u8> {
    encode_example(WriterProperties::builder().build())
}

fn read_bytes(bytes: &[u8]) -> Result<(Table, Format), TableError> {
    let mut file = tempfile::tempfile().unwrap();
    file.write_all(bytes).unwrap();
    read(file)
}

fn error_message(bytes: &[u8]) -> String {
    read_bytes(bytes).unwrap_err().to_string()
}

fn numbers(table: &Table, column: usize) -> Vec<Option<f64>> {
    let numbers = table.columns()[column].numbers().unwrap();
    let known = |number: f64| (!number.is_nan()).then_some(number);
    numbers.iter().map(known).collect()
}

fn words(table: &Table, column: usize) -> Vec<&str> {
    table.columns()[column].words().unwrap().iter().collect()
}

#[test]
fn example_files_are_read_in_every_compression_and_version() {
    let zstd = Compression::ZSTD(ZstdLevel::default());
    for compression in [Compression::UNCOMPRESSED, Compression::SNAPPY, zstd] {
        for version in [WriterVersion::PARQUET_1_0, WriterVersion::PARQUET_2_0] {
            for dictionary in [true, false] {
                // Version 2 encodes text without a dictionary in a way that is rejected below.
                let dictionary = dictionary || version == WriterVersion::PARQUET_2_0;
                let properties = WriterProperties::builder()
                    .set_compression(compression)
                    .set_writer_version(version)
                    .set_dictionary_enabled(dictionary);
                let (table, format) = read_bytes(&encode_example(properties.build())).unwrap();
                assert_eq!(table.rows(), 6);
                let x = [0.0, 0.25, 0.5, 0.75, 1.0, 1.25].map(Some);
                assert_eq!(numbers(&table, 0), x);
                let y = [Some(0.0), None, Some(-7.0), Some(3.0), None, Some(-7.0)];
                assert_eq!(numbers(&table, 1), y);
                let missing = Missing {
                    count: 2,
                    first_row: 2,
                };
                assert_eq!(table.columns()[1].values.missing(), missing);
                assert_eq!(numbers(&table, 2)[..3], [1.0, 0.0, 1.0].map(Some));
                let kinds = ["left", "right", "", "left", "right", ""];
                assert_eq!(words(&table, 3), kinds);
                assert!(matches!(
                    format,
                    Format::Parquet {
                        writer: Some(_),
                        ..
                    }
                ));
            }
        }
    }
}

/// `tests/data/arrow.parquet` was written by PyArrow 26 from `{'i8': [1, -2, None], 'u32': [1, 2**32 - 1, 3], 'u64':
/// [0, 2**53, 7], 'f16': [1.5, None, -0.25], …}`, two rows per group.
#[test]
fn every_column_type_that_arrow_writes_is_read_or_named() {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/data/arrow.parquet");
    let (table, format) = read(File::open(Path::new(path)).unwrap()).unwrap();
    let column = |name: &str| table.position(name).unwrap();
    let of = |name: &str| numbers(&table, column(name));
    assert_eq!(of("i8"), [Some(1.0), Some(-2.0), None]);
    assert_eq!(of("u32"), [1.0, 4_294_967_295.0, 3.0].map(Some));
    assert_eq!(of("u64"), [0.0, 9_007_199_254_740_992.0, 7.0].map(Some));
    assert_eq!(of("f16"), [Some(1.5), None, Some(-0.25)]);
    assert_eq!(of("f32"), [Some(f64::from(0.1f32)), Some(2.5), None]);
    assert_eq!(of("f64"), [Some(0.1), Some(-1e300), None]);
    assert_eq!(of("ok"), [Some(1.0), Some(0.0), None]);
    assert_eq!(of("price"), [Some(12.34), Some(-0.01), None]);
    assert_eq!(
        of("big"),
        [123_456_789_012_345_678_901_234.5, -1.5, 0.0].map(Some)
    );
    assert_eq!(of("day"), [Some(2.0), None, Some(10_957.0)]);
    assert_eq!(of("at"), [1e6; 3].map(Some));
    assert_eq!(of("place.x"), [Some(1.0), None, None]);
    assert_eq!(of("place.y"), [Some(2.0), None, Some(5.0)]);
    assert_eq!(words(&table, column("kind")), ["b", "a", "b"]);
    assert_eq!(words(&table, column("note")), ["é", "", ""]);
    assert_eq!(table.columns()[column("at")].role, Role::Metadata);
    assert_eq!(table.columns()[column("price")].role, Role::Feature);
    let Format::Parquet { left_out, .. } = format else {
        panic!("{format:?}");
    };
    assert_eq!(
        left_out,
        [
            "tags (lists of different lengths, first in row 2)",
            "raw (bytes)"
        ]
    );
}

#[test]
fn other_files_and_truncated_ones_are_rejected() {
    assert_eq!(error_message(b"x,y\n1,2\n"), "is not a valid Parquet file");
    assert_eq!(error_message(b""), "is not a valid Parquet file");
    let whole = default_example();
    assert!(error_message(&whole[..whole.len() - 1]).contains("ends early"));
    assert!(error_message(b"PAR1").contains("ends early"));
    for end in 0..whole.len() {
        assert!(read_bytes(&whole[..end]).is_err(), "{end}");
    }
}

#[test]
fn errors_name_row_and_column() {
    let schema = Arc::new(parse_message_type("message m { required double x; }").unwrap());
    let mut bytes = Vec::new();
    let mut file = SerializedFileWriter::new(&mut bytes, schema, Arc::default()).unwrap();
    let mut group = file.next_row_group().unwrap();
    let mut column = group.next_column().unwrap().unwrap();
    let numbers = [1.0, 2.0, f64::NEG_INFINITY];
    let x = column.typed::<DoubleType>();
    x.write_batch(&numbers, None, None).unwrap();
    column.close().unwrap();
    group.close().unwrap();
    file.close().unwrap();
    let message = "row 3, column 1 (x): \"-inf\" is not a finite number";
    assert_eq!(error_message(&bytes), message);
}

#[test]
fn lists_of_constant_length_become_columns() {
    let schema =
        "message m { optional group v (LIST) { repeated group list { optional float element; } } }";
    let schema = Arc::new(parse_message_type(schema).unwrap());
    let with = |values: &[f32], definition: &[i16], repetition: &[i16]| {
        let mut bytes = Vec::new();
        let schema = schema.clone();
        let mut file = SerializedFileWriter::new(&mut bytes, schema, Arc::default()).unwrap();
        let mut group = file.next_row_group().unwrap();
        let mut column = group.next_column().unwrap().unwrap();
        let lists = column.typed::<FloatType>();
        lists
            .write_batch(values, Some(definition), Some(repetition))
            .unwrap();
        column.close().unwrap();
        group.close().unwrap();
        file.close().unwrap();
        read_bytes(&bytes)
    };
    // [1, 2], [3, null], [5, 6]
    let (table, _) = with(
        &[1.0, 2.0, 3.0, 5.0, 6.0],
        &[3, 3, 3, 2, 3, 3],
        &[0, 1, 0, 1, 0, 1],
    )
    .unwrap();
    let names: Vec<&str> = (table.columns().iter())
        .map(|column| &*column.name)
        .collect();
    assert_eq!(names, ["v 1", "v 2"]);
    assert_eq!(numbers(&table, 0), [1.0, 3.0, 5.0].map(Some));
    assert_eq!(numbers(&table, 1), [Some(2.0), None, Some(6.0)]);
    // [1, 2, 3], null, [5, 6] has six entries in three rows too; the other is [1, 2], [3, 4], [5].
    for (definition, repetition, row) in [
        (&[3, 3, 3, 0, 3, 3][..], &[0, 1, 1, 0, 0, 1][..], 2),
        (&[3; 5], &[0, 1, 0, 1, 0], 3),
    ] {
        let error_message = with(&[1.0, 2.0, 3.0, 5.0, 6.0], definition, repetition);
        let message = error_message.unwrap_err().to_string();
        let expected = format!(
            "holds no readable column of numbers or text: v (lists of different lengths, first in row {row}); \
             lists must have the same length in every row"
        );
        assert_eq!(message, expected);
    }
}

/// Runs of one number compress to almost nothing, and are valid all the same.
#[test]
fn a_small_file_of_a_million_equal_rows_is_read() {
    const ROWS: usize = 1_000_000;
    let schema = "message m { required double x; required binary kind (UTF8); }";
    let schema = Arc::new(parse_message_type(schema).unwrap());
    let zstd = Compression::ZSTD(ZstdLevel::default());
    let properties = WriterProperties::builder().set_compression(zstd).build();
    let mut bytes = Vec::new();
    let mut file = SerializedFileWriter::new(&mut bytes, schema, Arc::new(properties)).unwrap();
    for _ in 0..3 {
        let mut group = file.next_row_group().unwrap();
        let mut column = group.next_column().unwrap().unwrap();
        let x = column.typed::<DoubleType>();
        x.write_batch(&vec![2.5; ROWS], None, None).unwrap();
        column.close().unwrap();
        let mut column = group.next_column().unwrap().unwrap();
        let kind = column.typed::<ByteArrayType>();
        let words = vec![ByteArray::from("one"); ROWS];
        kind.write_batch(&words, None, None).unwrap();
        column.close().unwrap();
        group.close().unwrap();
    }
    file.close().unwrap();
    // The table takes 36 MB.
    assert!(bytes.len() < 36_000_000 / 500, "{}", bytes.len());
    let (table, _) = read_bytes(&bytes).unwrap();
    assert_eq!(table.rows(), 3 * ROWS);
    assert!(
        table.columns()[0]
            .numbers()
            .unwrap()
            .iter()
            .all(|x| x == 2.5)
    );
    assert_eq!(table.columns()[1].words().unwrap().distinct(), ["one"]);
}

#[test]
fn more_rows_than_fit_in_memory_are_refused() {
    let schema = parse_message_type("message m { required double x; }").unwrap();
    let schema = Arc::new(SchemaDescriptor::new(Arc::new(schema)));
    let group = RowGroupMetaData::builder(schema.clone())
        .set_num_rows(1 << 40)
        .set_column_metadata(vec![
            ColumnChunkMetaData::builder(schema.column(0))
                .set_compression(Compression::GZIP(Default::default()))
                .build()
                .unwrap(),
        ])
        .build()
        .unwrap();
    let metadata = FileMetaData::new(1, 1 << 40, None, None, schema, None);
    let metadata = ParquetMetaData::new(metadata, vec![group]);
    let reader = TableReader::new(&metadata, |_| Ok(Ok(1)));
    assert_eq!(
        reader.err().unwrap().to_string(),
        "the table needs 8 TiB of memory, and the limit is 4 GiB; write fewer rows or columns"
    );
    let file = tempfile::tempfile().unwrap();
    let chunk = metadata.row_group(0).column(0);
    let error = scan_pages("column 1 (x)", 0, chunk, &file).unwrap_err();
    assert!(
        error.to_string().contains("compressed with GZIP"),
        "{error}"
    );
}

/// A page header: the integers (up to 63) of its first three fields, then a struct of such integers in `field`.
fn header(page: [u8; 3], field: u8, numbers: &[u8]) -> Vec<u8> {
    let whole = |number: &u8| [0x15, number << 1];
    let mut bytes: Vec<u8> = page.iter().flat_map(whole).collect();
    bytes.extend([(field - 3) << 4 | 12]);
    bytes.extend(numbers.iter().flat_map(whole));
    bytes.extend([0, 0]);
    bytes
}

#[test]
fn page_headers_are_validated_before_decompression() {
    let scan = |bytes: &[u8]| PageTotals::scan(bytes, bytes.len() as u64);
    let dictionary = header([2, 40, 1], 7, &[9, 2]);
    let data = header([0, 30, 1], 5, &[6, 8]);
    let pages = [&dictionary[..], b"d", &data, b"x", &data, b"y"].concat();
    let expected = PageTotals {
        entries: 12,
        uncompressed: 100,
        largest: 40,
    };
    assert_eq!(scan(&pages).unwrap(), expected);
    let message = |bytes: &[u8]| scan(bytes).unwrap_err().to_string();
    let vast = [&header([2, 8, 1], 7, &[9, 0])[..], b"d"].concat();
    assert!(message(&vast).contains("more values than bytes"));
    let delta = [&header([0, 30, 1], 5, &[6, 6])[..], b"d"].concat();
    assert!(message(&delta).contains("delta encoding"));
    for end in 1..data.len() + 1 {
        assert!(scan(&data[..end]).is_err(), "{end}");
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 300, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn damaged_files_are_read_or_rejected(
        changes in prop::collection::vec((0f64..1.0, any::<u8>()), 1..6),
    ) {
        let mut bytes = default_example();
        for (at, byte) in changes {
            let at = (at * bytes.len() as f64) as usize;
            bytes[at] = byte;
        }
        if let Ok((table, _)) = read_bytes(&bytes) {
            let rows = table.rows();
            prop_assert!(table.columns().iter().all(|column| column.values.len() == rows));
        }
    }
}
