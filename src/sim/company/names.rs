//! What people, places and remarks are called.

use std::collections::BTreeSet;

use crate::sim::seed::{Dice, Seed};

/// A word and its spelling in Latin letters.
type Syllable = (&'static str, &'static str);

const SURNAMES: &str = "\
    王wang 李li 张zhang 刘liu 陈chen 杨yang 黄huang 赵zhao 吴wu 周zhou 徐xu 孙sun 马ma 朱zhu 胡hu 郭guo 何he 林lin 高gao 罗luo \
    郑zheng 梁liang 谢xie 宋song 唐tang 许xu 邓deng 韩han 冯feng 曹cao 彭peng 曾zeng 萧xiao 田tian 董dong 潘pan 欧阳ouyang \
    上官shangguan";

const GIVEN: &str = "\
    伟wei 娜na 敏min 静jing 磊lei 洋yang 艳yan 勇yong 军jun 杰jie 娟juan 涛tao 明ming 超chao 霞xia 平ping 刚gang 桂gui 英ying \
    华hua 玉yu 萍ping 红hong 鹏peng 晨chen 雪xue 浩hao 然ran 宇yu 轩xuan 欣xin 怡yi 佳jia 梓zi 涵han 嘉jia 俊jun 峰feng 雯wen \
    倩qian 旭xu 岚lan";

/// What people write beside a late punch.
pub const EXCUSES: &[&str] = &["路上堵车", "地铁故障", "送孩子上学", "早上去了客户现场", "闹钟没响", "下大雨"];

/// Where people are when they punch out of the office.
pub const CLIENTS: &[(&str, &str)] = &[
    ("天府软件园C区", "四川省成都市武侯区天华二路"),
    ("国际金融中心", "四川省成都市锦江区红星路三段1号"),
    ("双流物流港", "四川省成都市双流区航枢大道"),
];

/// A person's name and account.
pub struct Name {
    /// 姓名.
    pub full: String,
    /// userid.
    pub account: String,
}

/// Gives out names; no account twice, whatever its case.
pub struct Namer {
    seed: Seed,
    surnames: Vec<Syllable>,
    given: Vec<Syllable>,
    taken: BTreeSet<String>,
}

impl Namer {
    /// Nobody is named yet.
    #[must_use]
    pub fn new(seed: Seed) -> Self {
        Self { seed, surnames: syllables(SURNAMES), given: syllables(GIVEN), taken: BTreeSet::new() }
    }

    /// Names the person with this number.
    pub fn name(&mut self, number: usize) -> Name {
        let mut dice = self.seed.dice(&format!("name/{number}"));
        let (family, family_latin) = *dice.pick(&self.surnames);
        let given = self.given(&mut dice);
        let full = given.iter().fold(family.to_owned(), |name, (sign, _)| name + sign);
        let given_latin = given.iter().map(|(_, latin)| *latin).collect::<String>();
        let account = self.free(&spelling(&mut dice, family_latin, &given_latin));
        Name { full, account }
    }

    /// One syllable for a third of the people, two for the others.
    fn given(&self, dice: &mut Dice) -> Vec<Syllable> {
        let count = if dice.one_in(3) { 1 } else { 2 };
        (0..count).map(|_| *dice.pick(&self.given)).collect()
    }

    fn free(&mut self, wish: &str) -> String {
        let numbered = (2..).map(|n| format!("{wish}{n}"));
        let mut wishes = std::iter::once(wish.to_owned()).chain(numbered);
        let account = wishes.find(|account| !self.taken.contains(&account.to_ascii_lowercase()));
        let account = account.unwrap_or_default();
        self.taken.insert(account.to_ascii_lowercase());
        account
    }
}

fn syllables(table: &'static str) -> Vec<Syllable> {
    let boundary = |word: &str| word.find(|sign: char| sign.is_ascii()).unwrap_or(word.len());
    table.split_whitespace().map(|word| word.split_at(boundary(word))).collect()
}

/// Companies grow, and so do their habits of spelling: most `wang.wei`, some `WangWei`, few `wang_wei`.
fn spelling(dice: &mut Dice, family: &str, given: &str) -> String {
    match dice.within(0..=9) {
        0..=6 => format!("{family}.{given}"),
        7..=8 => capital(family) + &capital(given),
        _ => format!("{family}_{given}"),
    }
}

fn capital(word: &str) -> String {
    let mut letters = word.chars();
    letters.next().map_or_else(String::new, |first| first.to_ascii_uppercase().to_string() + letters.as_str())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::EmployeeId;

    #[test]
    fn every_account_is_one_that_wecom_would_accept_and_nobody_shares_it() {
        let mut namer = Namer::new(Seed(1));
        let accounts = (0..3000).map(|n| EmployeeId::parse(&namer.name(n).account).unwrap());
        assert_eq!(accounts.collect::<BTreeSet<_>>().len(), 3000);
    }

    #[test]
    fn a_bigger_company_begins_with_the_same_people() {
        let accounts = |count| {
            let mut namer = Namer::new(Seed(1));
            (0..count).map(|n| namer.name(n).account).collect::<Vec<_>>()
        };
        assert_eq!(accounts(50), accounts(500)[..50]);
    }
}
