//! Columns of tables and of generated data, and the settings shared by the losses on them.

use super::{FamilyField, FamilyInput, FieldKind, LoadedData};
use crate::{
    files::{self, ColumnError},
    math::{
        landscape::{Bias, Feature, GeneratedSamples, Penalty, SampleGenerator, Scaling},
        parameter::{Parameter, Setting, Settings},
        table::Values,
        words::Bilingual,
    },
    scene::SceneError,
};

/// The parameters of generated data.
pub(super) const GENERATOR_PARAMETERS: [Parameter; 4] = [
    N.parameter(),
    SEED.parameter(),
    NOISE.parameter(),
    CORRELATION.parameter(),
];

pub(super) const FILE: FamilyField = FamilyField {
    name: "file",
    kind: FieldKind::File,
    meaning: Bilingual::new(
        "a built-in data set or a CSV file; `generated` where data can be generated",
        "内置数据集或 CSV 文件；能生成数据时可写 generated",
    ),
};

/// The names of [`Scaling::NAMED`].
const SCALINGS: [&str; Scaling::NAMED.len()] = {
    let mut names = [""; Scaling::NAMED.len()];
    let mut place = 0;
    while place < names.len() {
        names[place] = Scaling::NAMED[place].0;
        place += 1;
    }
    names
};

pub(super) const SCALE: FamilyField = FamilyField {
    name: "scale",
    kind: FieldKind::Choice(&SCALINGS),
    meaning: Bilingual::new(
        "how features are scaled: none, x / max |x|, (x − min) / (max − min), (x − mean) / (max − min), (x − mean) / σ with the σ of a population, or (x − median) / (Q₃ − Q₁)",
        "特征缩放：none 不缩放，max 除以最大绝对值，minmax 减最小值再除以极差，mean 减均值再除以极差，zscore 减均值再除以总体标准差，robust 减中位数再除以四分位距",
    ),
};

pub(super) const BIAS: FamilyField = FamilyField {
    name: "bias",
    kind: FieldKind::Free,
    meaning: Bilingual::new(
        "the third parameter b: `best` (at each point the one that makes the loss least), `none`, or a number",
        "第三个参数 b：best（每一点取使损失最小的值）、none（没有），或一个数",
    ),
};

/// A field that names a column.
pub(super) const fn column(name: &'static str, meaning: Bilingual) -> FamilyField {
    FamilyField {
        name,
        kind: FieldKind::Column,
        meaning,
    }
}

pub(super) const N: Setting<usize> = Setting::count(
    "n",
    100,
    Bilingual::new("how many samples are generated", "生成多少个样本"),
)
.at_least(3.0)
.up_to(10_000.0)
.logarithmic(10.0, 1000.0);

pub(super) const SEED: Setting<u64> = Setting::seed(Bilingual::new(
    "another whole number generates other samples",
    "换一个整数就生成另一组样本",
))
.up_to(1e9);

pub(super) const NOISE: Setting<f64> = Setting::number(
    "noise",
    1.0,
    Bilingual::new(
        "how much randomness there is in the targets",
        "目标值里随机成分的大小",
    ),
)
.up_to(100.0)
.slider(0.0, 5.0);

pub(super) const CORRELATION: Setting<f64> = Setting::number(
    "correlation",
    0.9,
    Bilingual::new(
        "correlation of the two features: near ±1 the valley is long and narrow",
        "两个特征的相关系数：接近 ±1 时山谷又长又窄",
    ),
)
.at_least(-0.9999)
.up_to(0.9999)
.slider(-0.99, 0.99);

pub(super) const L1: Setting<f64> = Setting::number(
    "l1",
    0.0,
    Bilingual::new(
        "L1 penalty: this times the sum of |w| is added, which sets small weights to exactly 0",
        "L1 惩罚：加上它乘以 |w| 之和，使小的权重恰好为 0",
    ),
)
.up_to(1e6)
.slider(0.0, 1.0);

pub(super) const L2: Setting<f64> = Setting::number(
    "l2",
    0.0,
    Bilingual::new(
        "L2 penalty: this times the sum of w² is added, which draws all weights towards 0",
        "L2 惩罚：加上它乘以 w² 之和，把所有权重拉向 0",
    ),
)
.up_to(1e6)
.slider(0.0, 1.0);

/// Returns the generator with these settings. Families with one feature pass a correlation of 0.
pub(super) fn generator(settings: &Settings, correlation: f64) -> SampleGenerator {
    SampleGenerator {
        samples: settings.get(N),
        seed: settings.get(SEED),
        noise: settings.get(NOISE),
        correlation,
    }
}

pub(super) fn penalty(settings: &Settings) -> Penalty {
    Penalty {
        l1: settings.get(L1),
        l2: settings.get(L2),
    }
}

/// The features of generated data with their names.
pub(super) fn features<'a>(columns: &'a [Vec<f64>; 2]) -> [Feature<'a>; 2] {
    let [first, second] = columns;
    [
        Feature {
            name: "x₁",
            values: first,
        },
        Feature {
            name: "x₂",
            values: second,
        },
    ]
}

/// Generated data with scaled features.
pub(super) fn scaled(data: GeneratedSamples, scaling: Scaling) -> GeneratedSamples {
    GeneratedSamples {
        x: data.x.map(|values| scaling.apply(&values)),
        y: data.y,
    }
}

/// A numeric column of a table.
pub(super) struct Column {
    pub name: String,
    pub values: Vec<f64>,
}

impl Column {
    pub(super) fn feature(&self) -> Feature<'_> {
        Feature {
            name: &self.name,
            values: &self.values,
        }
    }

    pub(super) fn scaled(self, scaling: Scaling) -> Self {
        Self {
            values: scaling.apply(&self.values),
            ..self
        }
    }
}

impl FamilyInput<'_> {
    /// Returns the numeric column that a field names.
    pub(super) fn column(&self, field: FamilyField) -> Result<Column, SceneError> {
        let (name, values) = self.complete_column(field)?;
        match values {
            Values::Numbers(values) => Ok(Column {
                name,
                values: values.iter().collect(),
            }),
            Values::Words(_) => Err(self.data_error(ColumnError::Text(name))),
        }
    }

    /// Returns the column that a field names, as classes in numbers; text classes are numbered from 0 in
    /// alphabetical order.
    pub(super) fn classes(&self, field: FamilyField) -> Result<Column, SceneError> {
        let (name, values) = self.complete_column(field)?;
        let values = match values {
            Values::Numbers(values) => values.iter().collect(),
            Values::Words(words) => {
                let mut known: Vec<&str> = words.distinct().iter().map(String::as_str).collect();
                known.sort_unstable();
                let rank = |word| known.partition_point(|other| *other < word) as f64;
                words.iter().map(rank).collect()
            }
        };
        Ok(Column { name, values })
    }

    /// Returns the name and the values of the column that a field names; missing values are an error.
    fn complete_column(&self, field: FamilyField) -> Result<(String, &Values), SceneError> {
        let name = self.required_text(field)?;
        let Some(LoadedData::Table(table)) = self.loaded else {
            return Err(self.not_loaded_error());
        };
        let index = files::find_column(table, &name).map_err(|error| self.data_error(error))?;
        let column = &table.columns()[index];
        let missing = column.values.missing();
        if missing.count > 0 {
            return Err(self.data_error(ColumnError::Missing {
                count: missing.count,
                row: missing.first_row,
                column: table.column_label(index),
            }));
        }
        Ok((column.name.clone(), &column.values))
    }

    pub(super) fn not_loaded_error(&self) -> SceneError {
        SceneError::Data {
            data: self.text_of(FILE).ok().flatten().unwrap_or_default(),
            cause: "has not been read".into(),
        }
    }

    pub(super) fn scaling(&self) -> Result<Scaling, SceneError> {
        let word = self.text_of(SCALE)?;
        let named = |(name, _): &&(&str, Scaling)| Some(*name) == word.as_deref();
        let known = Scaling::NAMED.iter().find(named);
        Ok(known.map_or(Scaling::None, |(_, scaling)| *scaling))
    }

    pub(super) fn bias(&self) -> Result<Bias, SceneError> {
        let Some(word) = self.text_of(BIAS)? else {
            return Ok(Bias::Best);
        };
        match (word.as_str(), word.parse::<f64>()) {
            ("best", _) => Ok(Bias::Best),
            ("none", _) => Ok(Bias::Fixed(0.0)),
            (_, Ok(number)) if number.abs() <= 1e12 => Ok(Bias::Fixed(number)),
            _ => {
                let what = format!("bias is {word}; it is best, none or a number up to 1e12");
                Err(self.family.settings_error(what))
            }
        }
    }
}
