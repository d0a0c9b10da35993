//! The macro that defines the table of words.

/// Defines [`Word`](super::Word) from a table with a name and its text in both languages per line.
macro_rules! words {
    ($($word:ident: $en:literal, $zh:literal;)+) => {
        /// A word of the table, named after its English text.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
        pub enum Word {
            $(#[doc = concat!("“", $en, "”")] $word,)+
        }

        impl Word {
            /// All words of the table, in its order.
            pub const ALL: &'static [Word] = &[$(Word::$word),+];

            /// Returns the word in both languages.
            pub const fn phrase(self) -> Bilingual {
                match self {
                    $(Word::$word => Bilingual::new($en, $zh),)+
                }
            }
        }
    };
}
