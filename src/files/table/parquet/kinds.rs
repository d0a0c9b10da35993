use parquet::{
    basic::{ConvertedType, LogicalType, Type},
    data_type::{AsBytes, ByteArray, FixedLenByteArray, Int96},
    schema::types::ColumnDescriptor,
};

use crate::{files::npy::half, math::table::Role};

/// How the entries of a column are interpreted.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Kind {
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

/// The kind and role of a column, or a name for its unsupported content.
pub(super) fn kind_of(column: &ColumnDescriptor) -> Result<(Kind, Role), &'static str> {
    let is_list = column.max_rep_level() > 0;
    if column.max_rep_level() > 1 {
        return Err("lists of lists");
    }
    let logical = column.logical_type_ref();
    let meaning = match logical {
        Some(logical) => ConvertedType::from(Some(logical.clone())),
        None => column.converted_type(),
    };
    let decimal = || Kind::Decimal(10f64.powi(column.type_scale()));
    // The index of a pandas frame, and dates and times, are not features.
    let name = column.path().parts().last().map_or("", String::as_str);
    let role = match (meaning, logical) {
        _ if name.starts_with("__index_level_") => Role::Metadata,
        (ConvertedType::DATE | ConvertedType::TIME_MILLIS | ConvertedType::TIME_MICROS, _)
        | (ConvertedType::TIMESTAMP_MILLIS | ConvertedType::TIMESTAMP_MICROS, _)
        | (_, Some(LogicalType::Time(_) | LogicalType::Timestamp(_))) => Role::Metadata,
        _ => Role::Feature,
    };
    let kind = match (column.physical_type(), meaning) {
        (Type::BOOLEAN | Type::FLOAT | Type::DOUBLE, _) => Kind::Number,
        (Type::INT96, _) => return Ok((Kind::Number, Role::Metadata)),
        (_, ConvertedType::DECIMAL) => decimal(),
        (Type::INT32 | Type::INT64, meaning) => match meaning {
            ConvertedType::UINT_8 | ConvertedType::UINT_16 => Kind::Unsigned,
            ConvertedType::UINT_32 | ConvertedType::UINT_64 => Kind::Unsigned,
            _ => Kind::Number,
        },
        (Type::BYTE_ARRAY, ConvertedType::UTF8 | ConvertedType::ENUM | ConvertedType::JSON) => {
            match is_list {
                true => return Err("lists of text"),
                false => Kind::Words,
            }
        }
        (Type::FIXED_LEN_BYTE_ARRAY, _)
            if logical == Some(&LogicalType::Float16) && column.type_length() == 2 =>
        {
            Kind::Half
        }
        (Type::BYTE_ARRAY | Type::FIXED_LEN_BYTE_ARRAY, _) => return Err("bytes"),
    };
    Ok((kind, role))
}

/// A physical type that can be converted to a number.
pub(super) trait Entry {
    fn number(&self, kind: Kind) -> f64;
}

impl Entry for bool {
    fn number(&self, _: Kind) -> f64 {
        f64::from(u8::from(*self))
    }
}

impl Entry for i32 {
    fn number(&self, kind: Kind) -> f64 {
        match kind {
            Kind::Unsigned => f64::from(self.cast_unsigned()),
            Kind::Decimal(divisor) => f64::from(*self) / divisor,
            _ => f64::from(*self),
        }
    }
}

impl Entry for i64 {
    fn number(&self, kind: Kind) -> f64 {
        match kind {
            Kind::Unsigned => self.cast_unsigned() as f64,
            Kind::Decimal(divisor) => *self as f64 / divisor,
            _ => *self as f64,
        }
    }
}

impl Entry for f32 {
    fn number(&self, _: Kind) -> f64 {
        f64::from(*self)
    }
}

impl Entry for f64 {
    fn number(&self, _: Kind) -> f64 {
        *self
    }
}

impl Entry for Int96 {
    /// Converts a timestamp to seconds since 1970.
    fn number(&self, _: Kind) -> f64 {
        self.to_seconds() as f64
    }
}

impl Entry for ByteArray {
    fn number(&self, kind: Kind) -> f64 {
        of_bytes(self.as_bytes(), kind)
    }
}

impl Entry for FixedLenByteArray {
    fn number(&self, kind: Kind) -> f64 {
        of_bytes(self.as_bytes(), kind)
    }
}

fn of_bytes(bytes: &[u8], kind: Kind) -> f64 {
    match (kind, bytes) {
        (Kind::Half, [low, high]) => half(u16::from_le_bytes([*low, *high])),
        (Kind::Decimal(divisor), [first, others @ ..]) => {
            let first = f64::from(first.cast_signed());
            let whole = (others.iter()).fold(first, |sum, byte| sum * 256.0 + f64::from(*byte));
            whole / divisor
        }
        _ => f64::NAN,
    }
}
