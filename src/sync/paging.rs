//! Following a list from its first page to its last.

use std::collections::BTreeSet;

use crate::wecom::{
    ApiError,
    error::Fault,
    wire::{Cursor, Page, Quarantined},
};

/// Pages of one list: a hundred forms a page make a million. More is a list without an end.
const PAGES_MAX: usize = 10_000;

/// A list, as far as its pages have come.
#[derive(Debug)]
pub struct Listing<T> {
    pages: Vec<Vec<T>>,
    quarantined: Vec<Quarantined>,
    cursors: BTreeSet<Cursor>,
}

/// A list that came to its end.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Listed<T> {
    /// The rows that can be read, in WeCom's order.
    pub rows: Vec<T>,
    /// Those that cannot.
    pub quarantined: Vec<Quarantined>,
    /// Calls that it took.
    pub pages: u64,
}

/// Where a list that came in pages ends.
type Ends = Result<Option<Cursor>, Fault>;

impl<T: PartialEq> Listing<T> {
    fn new() -> Self {
        Self { pages: Vec::new(), quarantined: Vec::new(), cursors: BTreeSet::new() }
    }

    /// Takes a page in and says where the next one begins; `None` is the end.
    ///
    /// A page may be empty, or short, while more follow. One that came before, rows and all, or leads to where
    /// another one began, would be asked for without end.
    fn take(&mut self, page: Page<T>) -> Ends {
        let Page { rows, quarantined, next } = page;
        let again = !rows.is_empty() && self.pages.contains(&rows);
        self.pages.push(rows);
        self.quarantined.extend(quarantined);
        let circular = Fault::Circular { page: self.pages.len() };
        match next {
            _ if again => Err(circular),
            Some(next) if self.pages.len() >= PAGES_MAX || !self.cursors.insert(next.clone()) => Err(circular),
            next => Ok(next),
        }
    }

    fn end(self) -> Listed<T> {
        let pages = self.pages.len() as u64;
        Listed { rows: self.pages.into_iter().flatten().collect(), quarantined: self.quarantined, pages }
    }
}

/// Asks for page after page until the last.
///
/// # Errors
/// What a call came to, or that the list goes in circles. A list of which a page is missing is no list.
pub async fn whole_list<T: PartialEq, F: Future<Output = Result<Page<T>, ApiError>>>(
    endpoint: &'static str,
    ask: impl Fn(Option<Cursor>) -> F,
) -> Result<Listed<T>, ApiError> {
    let (mut listing, mut from) = (Listing::new(), None);
    loop {
        let page = ask(from).await?;
        from = listing.take(page).map_err(|fault| ApiError { endpoint, fault })?;
        if from.is_none() {
            return Ok(listing.end());
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{domain::ApprovalNumber, wecom::wire::approval::numbers};

    fn page(forms: &[&str], next: &str) -> Page<ApprovalNumber> {
        let answer = serde_json::json!({ "sp_no_list": forms, "new_next_cursor": next });
        numbers(answer.to_string().as_bytes()).unwrap()
    }

    fn followed(pages: Vec<Page<ApprovalNumber>>) -> Result<Listed<ApprovalNumber>, Fault> {
        let mut listing = Listing::new();
        for page in pages {
            if listing.take(page)?.is_none() {
                return Ok(listing.end());
            }
        }
        panic!("more was wanted than there is")
    }

    #[test]
    fn short_and_empty_pages_lead_on_and_the_one_that_leads_nowhere_is_the_last() {
        let list = followed(vec![page(&["1", "2"], "a"), page(&[], "b"), page(&[], "c"), page(&["3"], "")]).unwrap();
        assert_eq!(list.rows.iter().map(ApprovalNumber::as_str).collect::<Vec<_>>(), ["1", "2", "3"]);
        assert_eq!(list.pages, 4);
        assert_eq!(followed(vec![page(&[], "")]).unwrap().rows, []);
    }

    #[test]
    fn a_page_that_comes_twice_or_a_cursor_that_stands_still_is_an_error_and_no_loop() {
        let twice = followed(vec![page(&["1"], "a"), page(&["2"], "b"), page(&["1"], "c")]);
        assert_eq!(twice, Err(Fault::Circular { page: 3 }));
        assert_eq!(followed(vec![page(&["1"], "a"), page(&["2"], "a")]), Err(Fault::Circular { page: 2 }));
        let around = followed(vec![page(&["1"], "a"), page(&["2"], "b"), page(&["3"], "a")]);
        assert_eq!(around, Err(Fault::Circular { page: 3 }));
    }

    #[test]
    fn a_list_that_never_ends_is_given_up() {
        let mut listing = Listing::new();
        let forms = (1..).map(|number: usize| page(&[&number.to_string()], &format!("c{number}")));
        let given_up = forms.map(|page| listing.take(page)).find_map(Result::err);
        assert_eq!(given_up, Some(Fault::Circular { page: PAGES_MAX }));
    }
}
