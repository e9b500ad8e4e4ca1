//! Amounts: durations, counts, bytes, rates.

use jiff::{Timestamp, tz::TimeZone};

use super::{
    Text,
    words::{phrases, words},
};

words! {
    under_a_minute { en: "<1m", zh: "<1分" }
}

phrases! {
    seconds(n: i64) { en: "{n}s", zh: "{n}秒" }
    minutes(n: i64) { en: "{n}m", zh: "{n}分" }
    hours(n: i64) { en: "{n}h", zh: "{n}时" }
    days_long(n: i64) { en: "{n}d", zh: "{n}天" }
    per_second(rate: &str) { en: "{rate}/s", zh: "{rate}/秒" }
}

impl Text {
    /// A duration in its largest unit, for columns: `<1m`, `31m`, `5h`, `3d`. Seconds are left out, so
    /// that a column at rest does not repaint each second.
    #[must_use]
    pub fn age(self, seconds: i64) -> String {
        match seconds.max(0) {
            0..60 => self.under_a_minute().into(),
            s @ 60..3_600 => self.minutes(s / 60),
            s @ 3_600..172_800 => self.hours(s / 3_600),
            s => self.days_long(s / 86_400),
        }
    }

    /// A duration in its two largest units: `9m5s`, `1h54m`, `2d5h`, `8h`.
    #[must_use]
    pub fn span(self, seconds: i64) -> String {
        let (large, small) = match seconds.max(0) {
            s @ 0..60 => return self.seconds(s),
            s @ 60..3_600 => (self.minutes(s / 60), Some(s % 60).filter(|n| *n > 0).map(|n| self.seconds(n))),
            s @ 3_600..86_400 => (self.hours(s / 3_600), Some(s / 60 % 60).filter(|n| *n > 0).map(|n| self.minutes(n))),
            s => (self.days_long(s / 86_400), Some(s / 3_600 % 24).filter(|n| *n > 0).map(|n| self.hours(n))),
        };
        large + &small.unwrap_or_default()
    }

    /// A duration that is looked at while it grows: nothing below a minute, so that a screen at
    /// rest does not repaint each second.
    #[must_use]
    pub fn rough(self, seconds: i64) -> String {
        match seconds.max(0) {
            0..60 => self.under_a_minute().into(),
            s @ 60..3_600 => self.minutes(s / 60),
            s => self.span(s),
        }
    }

    /// Rows a second: `0`, `7.5/s`, `1.2k/s`.
    #[must_use]
    pub fn rate(self, rows_per_second: f64) -> String {
        match rows_per_second {
            r if r < 0.05 => self.per_second("0"),
            r if r < 10.0 => self.per_second(&format!("{r:.1}")),
            r if r < 1_000.0 => self.per_second(&format!("{r:.0}")),
            r => self.per_second(&format!("{:.1}k", r / 1_000.0)),
        }
    }

    /// A count with its thousands set apart: `18,402`.
    #[must_use]
    pub fn count(self, n: u64) -> String {
        let digits = n.to_string();
        let first = digits.len() % 3;
        let mut grouped = digits[..first].to_owned();
        for group in digits.as_bytes()[first..].chunks(3) {
            if !grouped.is_empty() {
                grouped.push(',');
            }
            grouped.extend(group.iter().copied().map(char::from));
        }
        grouped
    }

    /// Bytes, in binary units: `512 B`, `3.4 MiB`.
    #[must_use]
    pub fn bytes(self, n: u64) -> String {
        const UNITS: [&str; 5] = ["B", "KiB", "MiB", "GiB", "TiB"];
        let steps = (n.max(1).ilog2() / 10).min(4);
        if steps == 0 {
            return format!("{n} B");
        }
        let tenths = u128::from(n) * 10 / (1_u128 << (10 * steps));
        format!("{}.{} {}", tenths / 10, tenths % 10, UNITS[steps as usize])
    }

    /// The wall clock at an instant: `03:12:07`.
    #[must_use]
    pub fn clock(self, at: Timestamp, zone: &TimeZone) -> String {
        zone.to_datetime(at).strftime("%H:%M:%S").to_string()
    }

    /// The day and the wall clock at an instant: `03-02 03:12`.
    #[must_use]
    pub fn day_and_clock(self, at: Timestamp, zone: &TimeZone) -> String {
        zone.to_datetime(at).strftime("%m-%d %H:%M").to_string()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::Lang;

    #[test]
    fn amounts_are_short_and_exact() {
        let text = Text::new(Lang::English);
        assert_eq!([59, 60, 7_199, 172_800].map(|s| text.age(s)), ["<1m", "1m", "1h", "2d"]);
        assert_eq!([5, 545, 6_840, 28_800, 190_800].map(|s| text.span(s)), ["5s", "9m5s", "1h54m", "8h", "2d5h"]);
        assert_eq!([0.0, 7.49, 120.0, 1_234.0].map(|r| text.rate(r)), ["0/s", "7.5/s", "120/s", "1.2k/s"]);
        assert_eq!(
            [0, 999, 1_000, 18_402, 1_234_567].map(|n| text.count(n)),
            ["0", "999", "1,000", "18,402", "1,234,567"]
        );
        assert_eq!([0, 1_023, 1_024, 3_565_200].map(|n| text.bytes(n)), ["0 B", "1023 B", "1.0 KiB", "3.4 MiB"]);
    }

    #[test]
    fn chinese_has_its_own_units() {
        assert_eq!(Text::new(Lang::Chinese).span(6_840), "1时54分");
    }
}
