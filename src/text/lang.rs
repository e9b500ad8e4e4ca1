//! Which language.

/// A language this program speaks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Lang {
    /// English.
    #[default]
    English,
    /// 简体中文.
    Chinese,
}

impl Lang {
    /// The language of a POSIX locale such as `zh_CN.UTF-8`; what is not Chinese is English.
    #[must_use]
    pub fn from_locale(locale: &str) -> Self {
        if locale.to_ascii_lowercase().starts_with("zh") { Self::Chinese } else { Self::English }
    }

    /// The language of a tag as `--lang` takes it: `en` or `zh-CN`.
    #[must_use]
    pub fn parse(tag: &str) -> Option<Self> {
        match tag.to_ascii_lowercase().as_str() {
            "en" => Some(Self::English),
            "zh" | "zh-cn" => Some(Self::Chinese),
            _ => None,
        }
    }

    /// The tag that [`Lang::parse`] reads.
    #[must_use]
    pub fn tag(self) -> &'static str {
        match self {
            Self::English => "en",
            Self::Chinese => "zh-CN",
        }
    }
}

/// Finds words for facts, in one language.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Text {
    /// Which language.
    pub lang: Lang,
}

impl Text {
    /// Words in this language.
    #[must_use]
    pub fn new(lang: Lang) -> Self {
        Self { lang }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_locale_names_its_language() {
        for (locale, lang) in [
            ("zh_CN.UTF-8", Lang::Chinese),
            ("zh-TW", Lang::Chinese),
            ("en_US.UTF-8", Lang::English),
            ("C", Lang::English),
            ("", Lang::English),
        ] {
            assert_eq!(Lang::from_locale(locale), lang, "{locale}");
        }
    }

    #[test]
    fn a_tag_is_read_back() {
        for lang in [Lang::English, Lang::Chinese] {
            assert_eq!(Lang::parse(lang.tag()), Some(lang));
        }
        assert_eq!(Lang::parse("de"), None);
    }
}
