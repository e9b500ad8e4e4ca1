//! How words are written down.

/// Fixed words: `name { en: "…", zh: "…" }` becomes a method of [`super::Text`].
macro_rules! words {
    ($($name:ident { en: $en:literal, zh: $zh:literal })*) => {
        impl $crate::text::Text {
            $(
                #[doc = concat!("`` ", $en, " ``, ", "`` ", $zh, " ``.")]
                #[must_use]
                pub fn $name(self) -> &'static str {
                    match self.lang {
                        $crate::text::Lang::English => $en,
                        $crate::text::Lang::Chinese => $zh,
                    }
                }
            )*
        }
    };
}

/// Words around facts: `name(fact: Type) { en: "… {fact}", zh: "… {fact}" }` becomes a method of
/// [`super::Text`].
macro_rules! phrases {
    ($($name:ident($($fact:ident: $kind:ty),+) { en: $en:literal, zh: $zh:literal })*) => {
        impl $crate::text::Text {
            $(
                #[doc = concat!("`` ", $en, " ``, ", "`` ", $zh, " ``.")]
                #[must_use]
                pub fn $name(self, $($fact: $kind),+) -> String {
                    match self.lang {
                        $crate::text::Lang::English => format!($en),
                        $crate::text::Lang::Chinese => format!($zh),
                    }
                }
            )*
        }
    };
}

pub(crate) use {phrases, words};
