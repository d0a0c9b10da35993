//! How the table of words is written down.

/// Makes [`Word`](super::Word) of a table: a name and a text in either language a line.
macro_rules! words {
    ($($word:ident: $en:literal, $zh:literal;)+) => {
        /// A word of the table, named after its English text.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
        pub enum Word {
            $(#[doc = concat!("“", $en, "”")] $word,)+
        }

        impl Word {
            /// Every word.
            pub const ALL: &'static [Word] = &[$(Word::$word),+];

            /// The word in both languages.
            pub const fn phrase(self) -> Bilingual {
                match self {
                    $(Word::$word => Bilingual::new($en, $zh),)+
                }
            }
        }
    };
}
