use parquet::{
    basic::{ConvertedType, LogicalType, Type},
    data_type::{AsBytes, ByteArray, FixedLenByteArray, Int96},
    schema::types::ColumnDescriptor,
};

use crate::{files::npy::half, math::table::Role};

/// How the entries of a column are interpreted.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum EntryType {
    /// Plain numbers; true is 1.
    Number,
    /// Unsigned integers in a signed storage type.
    Unsigned,
    /// Integers to be divided by this power of ten.
    Decimal(f64),
    /// Floats of 16 bits.
    Half,
    /// UTF-8 text.
    Words,
}

/// The type of the entries of a column and the role of the column; the error names unsupported content.
pub(super) fn entry_type(column: &ColumnDescriptor) -> Result<(EntryType, Role), &'static str> {
    let is_list = column.max_rep_level() > 0;
    if column.max_rep_level() > 1 {
        return Err("lists of lists");
    }
    let logical = column.logical_type_ref();
    let converted = match logical {
        Some(logical) => ConvertedType::from(Some(logical.clone())),
        None => column.converted_type(),
    };
    let decimal = || EntryType::Decimal(10f64.powi(column.type_scale()));
    // The index of a pandas frame, and dates and times, are not features.
    let name = column.path().parts().last().map_or("", String::as_str);
    let role = match (converted, logical) {
        _ if name.starts_with("__index_level_") => Role::Metadata,
        (ConvertedType::DATE | ConvertedType::TIME_MILLIS | ConvertedType::TIME_MICROS, _)
        | (ConvertedType::TIMESTAMP_MILLIS | ConvertedType::TIMESTAMP_MICROS, _)
        | (_, Some(LogicalType::Time(_) | LogicalType::Timestamp(_))) => Role::Metadata,
        _ => Role::Feature,
    };
    let entry_type = match (column.physical_type(), converted) {
        (Type::BOOLEAN | Type::FLOAT | Type::DOUBLE, _) => EntryType::Number,
        (Type::INT96, _) => return Ok((EntryType::Number, Role::Metadata)),
        (_, ConvertedType::DECIMAL) => decimal(),
        (Type::INT32 | Type::INT64, converted) => match converted {
            ConvertedType::UINT_8 | ConvertedType::UINT_16 => EntryType::Unsigned,
            ConvertedType::UINT_32 | ConvertedType::UINT_64 => EntryType::Unsigned,
            _ => EntryType::Number,
        },
        (Type::BYTE_ARRAY, ConvertedType::UTF8 | ConvertedType::ENUM | ConvertedType::JSON) => {
            match is_list {
                true => return Err("lists of text"),
                false => EntryType::Words,
            }
        }
        (Type::FIXED_LEN_BYTE_ARRAY, _)
            if logical == Some(&LogicalType::Float16) && column.type_length() == 2 =>
        {
            EntryType::Half
        }
        (Type::BYTE_ARRAY | Type::FIXED_LEN_BYTE_ARRAY, _) => return Err("bytes"),
    };
    Ok((entry_type, role))
}

/// A value of a physical type, which can be converted to a number.
pub(super) trait Entry {
    /// Converts the value as the entry type of its column says.
    fn number(&self, entry_type: EntryType) -> f64;
}

impl Entry for bool {
    fn number(&self, _: EntryType) -> f64 {
        f64::from(u8::from(*self))
    }
}

impl Entry for i32 {
    fn number(&self, entry_type: EntryType) -> f64 {
        match entry_type {
            EntryType::Unsigned => f64::from(self.cast_unsigned()),
            EntryType::Decimal(divisor) => f64::from(*self) / divisor,
            _ => f64::from(*self),
        }
    }
}

impl Entry for i64 {
    fn number(&self, entry_type: EntryType) -> f64 {
        match entry_type {
            EntryType::Unsigned => self.cast_unsigned() as f64,
            EntryType::Decimal(divisor) => *self as f64 / divisor,
            _ => *self as f64,
        }
    }
}

impl Entry for f32 {
    fn number(&self, _: EntryType) -> f64 {
        f64::from(*self)
    }
}

impl Entry for f64 {
    fn number(&self, _: EntryType) -> f64 {
        *self
    }
}

impl Entry for Int96 {
    /// Converts a timestamp to seconds since 1970.
    fn number(&self, _: EntryType) -> f64 {
        self.to_seconds() as f64
    }
}

impl Entry for ByteArray {
    fn number(&self, entry_type: EntryType) -> f64 {
        number_from_bytes(self.as_bytes(), entry_type)
    }
}

impl Entry for FixedLenByteArray {
    fn number(&self, entry_type: EntryType) -> f64 {
        number_from_bytes(self.as_bytes(), entry_type)
    }
}

fn number_from_bytes(bytes: &[u8], entry_type: EntryType) -> f64 {
    match (entry_type, bytes) {
        (EntryType::Half, [low, high]) => half(u16::from_le_bytes([*low, *high])),
        (EntryType::Decimal(divisor), [first, others @ ..]) => {
            let first = f64::from(first.cast_signed());
            let whole = (others.iter()).fold(first, |sum, byte| sum * 256.0 + f64::from(*byte));
            whole / divisor
        }
        _ => f64::NAN,
    }
}
