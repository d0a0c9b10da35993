use super::*;

fn message(text: &str) -> String {
    parse_table(text).unwrap_err().to_string()
}

fn numbers(table: &Table, column: usize) -> Vec<f64> {
    table.columns()[column].numbers().unwrap().iter().collect()
}

#[test]
fn reads_headers_quotes_byte_order_marks_and_windows_line_ends() {
    let table = parse_table("\u{feff}\"a, b\",kind\r\n1.5,\"x \"\"y\"\"\"\r\n-2e3,z\r\n").unwrap();
    assert_eq!(table.columns()[0].name, "a, b");
    assert_eq!(numbers(&table, 0), [1.5, -2e3]);
    let words = table.columns()[1].words().unwrap();
    assert_eq!(words.iter().collect::<Vec<_>>(), ["x \"y\"", "z"]);
}

#[test]
fn reads_files_without_a_header_and_with_other_separators() {
    let table = parse_table("1,2,left\n3,4,right").unwrap();
    assert_eq!(table.columns()[1].name, "column 2");
    assert_eq!(numbers(&table, 1), [2.0, 4.0]);
    let table = parse_table("a;b\n1,5;2\n3;4,25\n").unwrap();
    assert_eq!(numbers(&table, 0), [1.5, 3.0]);
    assert_eq!(numbers(&table, 1), [2.0, 4.25]);
    let table = parse_table("a\tb c\n1\tx, y\n2\tz\n").unwrap();
    assert_eq!(table.columns()[1].words().unwrap().get(0), "x, y");
}

#[test]
fn missing_values_are_counted_and_located() {
    let table = parse_table("a,b,c\n1,,x\n\n?,NA,\n3,4,y\n").unwrap();
    let missing = table.columns().iter().map(|column| column.values.missing());
    let missing: Vec<_> = missing
        .map(|holes| (holes.count, holes.first_row))
        .collect();
    assert_eq!(missing, [(1, 4), (2, 2), (1, 4)]);
    assert!(numbers(&table, 1)[0].is_nan());
    // A column without any value is numeric.
    let table = parse_table("a,b\n,1\n,2\n").unwrap();
    assert_eq!(table.columns()[0].values.missing().count, 2);
}

#[test]
fn errors_name_row_and_column() {
    assert_eq!(
        message("a,b\n1,2\n3,4\nsix,5\n"),
        "row 4, column 1 (a): \"six\" is not a finite number, though the column holds numbers"
    );
    assert_eq!(
        message("1,2\n3,-inf\n"),
        "row 2, column 2: \"-inf\" is not a finite number, though the column holds numbers"
    );
    assert_eq!(
        message("a,b\n1,2\n3\n"),
        "row 3 has 1 cell where 2 are expected, as in the first row"
    );
    assert_eq!(
        message("a;b\n1,5;2\n2.5;1\n"),
        "row 3, column 1 (a): \"2.5\" has a decimal point where other numbers of the column have a comma"
    );
}

#[test]
fn separators_at_the_end_of_rows_make_no_column() {
    for text in [
        "1,2,\n3,4,\n7,9,\n",
        "1;2;\n3;4;\n7;9;\n",
        "1\t2\t\n3\t4\t\n7\t9\t\n",
    ] {
        let table = parse_table(text).unwrap();
        assert_eq!(table.columns().len(), 2, "{text}");
        assert_eq!(numbers(&table, 1), [2.0, 4.0, 9.0]);
        assert_eq!(table.columns()[1].values.missing().count, 0);
    }
    for text in [
        "a,b,,\n1,2,,\n3,4,,\n",
        "a,b\n1,2,\n3,4,\n",
        "a,b,\n1,2\n3,4\n",
    ] {
        let table = parse_table(text).unwrap();
        assert_eq!(table.columns().len(), 2, "{text}");
        assert_eq!(numbers(&table, 1), [2.0, 4.0]);
    }
    // A last column that is missing only in some rows stays.
    let table = parse_table("1,2,\n3,4,5\n").unwrap();
    assert_eq!(table.columns()[2].values.missing().count, 1);
    let named = parse_table("a,b\n1,\n3,\n").unwrap();
    assert_eq!(named.columns()[1].values.missing().count, 2);
    assert!(message("a,b\n1,2,3\n").contains("row 2 has 3 cells where 2 are expected"));
}

#[test]
fn spaces_separate_the_numbers_of_numpy_and_r() {
    let text = "-1.2317e+00 2.671e-01\n5.015e-01  -1.3267e+00\n";
    let table = parse_table(text).unwrap();
    assert_eq!(numbers(&table, 0), [-1.2317, 0.5015]);
    assert_eq!(numbers(&table, 1), [0.2671, -1.3267]);
    let table = parse_table("# x y\n1 2\n3 4\n").unwrap();
    assert_eq!(table.columns()[0].name, "x");
    let table = parse_table("\"x\" \"y\"\n\"1\" 5.5 6\n\"2\" 7 8\n").unwrap();
    let names: Vec<&str> = table.columns().iter().map(|column| &*column.name).collect();
    assert_eq!(names, ["", "x", "y"]);
    assert_eq!(table.columns()[0].role, Role::Metadata);
    assert_eq!(
        message("1 2\n3 4\n5 six\n"),
        "row 3, column 2: \"six\" is not a finite number, though the column holds numbers"
    );
}

#[test]
fn row_numbers_and_row_names_without_a_header_are_not_features() {
    let roles = |text: &str| {
        let table = parse_table(text).unwrap();
        let columns = table.columns().iter();
        columns.map(|column| column.role).collect::<Vec<_>>()
    };
    use Role::{Feature, Metadata};
    assert_eq!(
        roles(",x,y\n0,1.5,2\n1,3,4\n2,3,4\n"),
        [Metadata, Feature, Feature]
    );
    assert_eq!(
        roles("\"\",\"x\"\n\"7\",1.5\n\"3\",3\n"),
        [Metadata, Feature]
    );
    assert_eq!(roles("Unnamed: 0,x\n0,1.5\n1,3\n"), [Metadata, Feature]);
    assert_eq!(
        roles(",mpg\nMazda RX4,21\nDatsun 710,22.8\n"),
        [Metadata, Feature]
    );
    // Repeated numbers and fractions are not row numbers, and a named column is a feature.
    assert_eq!(roles(",x\n0,1\n0,3\n"), [Feature; 2]);
    assert_eq!(roles(",x\n0.5,1\n0.7,3\n"), [Feature; 2]);
    assert_eq!(roles("row,x\n0,1\n1,3\n"), [Feature; 2]);
}

#[test]
fn commas_elsewhere_show_that_a_point_separates_thousands() {
    let text = "land;cases;change;rate\nA;2.155;+546;19,47\nB;1.044;+301;9,41\nC;698;+12;37,90\n";
    let table = parse_table(text).unwrap();
    assert_eq!(numbers(&table, 1), [2155.0, 1044.0, 698.0]);
    assert_eq!(numbers(&table, 2), [546.0, 301.0, 12.0]);
    assert_eq!(numbers(&table, 3), [19.47, 9.41, 37.9]);
    let table = parse_table("a;b\n1.000,5;1\n2.000,25;2\n").unwrap();
    assert_eq!(numbers(&table, 0), [1000.5, 2000.25]);
    let table = parse_table("a,b\n\"1,234\",0.5\n\"12,345,678\",0.25\n").unwrap();
    assert_eq!(numbers(&table, 0), [1234.0, 12_345_678.0]);
    // The default where nothing shows the notation.
    assert_eq!(
        numbers(&parse_table("a;b\n2.155;1\n1.044;2\n").unwrap(), 0),
        [2.155, 1.044]
    );
    assert_eq!(
        message("a;b;c\n2.155;1,5;2.5\n1.044;2,5;3.5\n"),
        "row 2, column 1 (a): \"2.155\" is ambiguous: its separator may be a decimal or a thousands separator, and no other \
         number in the file shows which; write all numbers in the same way"
    );
}

#[test]
fn a_column_of_malformed_numbers_records_the_first() {
    let table = parse_table("a,b\n12 %,1\n5,2\n7 %,3\n").unwrap();
    let words = table.columns()[0].words().unwrap();
    let unread = words.invalid_number().unwrap();
    assert_eq!((unread.row, unread.cell.as_str()), (2, "12 %"));
    for labels in [
        "1st,1\n2nd,2\n",
        "x,1\n5 %,2\ny,3\n",
        "2020-01-01,1\n2021-01-01,2\n",
    ] {
        let table = parse_table(&format!("a,b\n{labels}")).unwrap();
        assert!(
            table.columns()[0]
                .words()
                .unwrap()
                .invalid_number()
                .is_none(),
            "{labels}"
        );
    }
}

#[test]
fn too_little_data_is_reported() {
    assert!(message("").contains("holds no data"));
    assert!(message("a,b\n").contains("holds no data"));
}
