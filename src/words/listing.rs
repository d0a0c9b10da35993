//! The macro that defines [`Word`](super::Word) from the table.

/// Defines [`Word`](super::Word) from lines with a name, its English text and its Chinese text.
macro_rules! words {
    ($($word:ident: $en:literal, $zh:literal;)+) => {
        /// A text of the table, shown in one of the languages.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
        pub enum Word {
            $(#[doc = concat!("“", $en, "”")] $word,)+
        }

        impl Word {
            /// All words of the table, in its order.
            pub const ALL: &'static [Word] = &[$(Word::$word),+];

            /// Returns the text in both languages.
            pub const fn phrase(self) -> Bilingual {
                match self {
                    $(Word::$word => Bilingual::new($en, $zh),)+
                }
            }
        }
    };
}
