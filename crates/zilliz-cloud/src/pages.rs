//! Lists that come in pages.

use std::collections::BTreeSet;

use serde::Deserialize;
use serde::de::DeserializeOwned;

use super::request::Request;
use super::wire::{integer, list};
use super::{Client, Error, ErrorKind};

/// How often a list is read when objects vanish meanwhile.
const PASSES: u32 = 4;
/// The largest page that the API gives.
const PAGE_LENGTH: usize = 100;
/// How many pages a list may have: 100,000 items, more than any organization has of anything.
const MOST_PAGES: u32 = 1000;

/// One page; the API names the items after what they are.
#[derive(Debug, Deserialize)]
pub(super) struct Page<T> {
    #[serde(default, deserialize_with = "integer")]
    count: Option<i64>,
    #[serde(
        alias = "clusters",
        alias = "roles",
        alias = "principals",
        alias = "members",
        alias = "invoices",
        alias = "invitations"
    )]
    #[serde(deserialize_with = "list", bound(deserialize = "T: Deserialize<'de>"))]
    pub(super) items: Vec<T>,
}

/// How a list ended.
enum End {
    /// With as many objects as the service counts.
    Counted,
    /// Whole as far as anyone can tell.
    Uncounted,
    /// Objects vanished meanwhile, so that others may be missing.
    Shrunk,
    /// It lacks objects that it claims to have.
    Incomplete(Error),
}

/// Whether a list is whole that has not as many objects as the service counts, and ends with a page of this length which brings
/// nothing new.
fn is_whole(total: Option<usize>, count: usize, length: usize) -> bool {
    match (total, length) {
        (Some(total), 0) => total < count,
        (Some(_), _) => false,
        (None, 0) => true,
        // It comes again and again: it is no page, but all there is. A full one may be the first of many.
        (None, _) => length != PAGE_LENGTH,
    }
}

fn incomplete(list: &Request, total: Option<usize>, count: usize, pages: u32) -> Error {
    let claim = total.map_or_else(String::new, |it| format!(" of {it}"));
    let message = format!(
        "the list is incomplete: {pages} pages brought {count}{claim} objects, and the last one nothing new"
    );
    let mut error = list.error(ErrorKind::Unexpected, message);
    error.inner_mut().attempts = 1;
    error
}

impl Client {
    /// The first page, of up to 100 items.
    pub(super) async fn first_page<T: DeserializeOwned>(
        &self,
        list: &Request,
    ) -> Result<Page<T>, Error> {
        self.page(list, 1).await
    }

    /// The items of all pages in the service's order, each id once.
    ///
    /// An object created meanwhile moves others to the next page, where they are met again. One that vanishes moves others to
    /// the page before, where they would be missed: then the list is read again. A list that is incomplete is an error, because
    /// an object that it lacks could be taken for one that does not exist.
    pub(super) async fn all_pages<T: DeserializeOwned>(
        &self,
        list: &Request,
        id: impl Fn(&T) -> String,
    ) -> Result<Vec<T>, Error> {
        Ok(self.passes(list, id).await?.0)
    }

    /// The same where something that is missing is to prove something: an error unless there were as many as the service counts.
    pub(super) async fn whole_list<T: DeserializeOwned>(
        &self,
        list: &Request,
        id: impl Fn(&T) -> String,
    ) -> Result<Vec<T>, Error> {
        match self.passes(list, id).await? {
            (items, true) => Ok(items),
            (items, false) => {
                let count = items.len();
                let message =
                    format!("the list ended after {count}, which is not all that it counts");
                Err(list.error(ErrorKind::Unproven, message))
            }
        }
    }

    /// The items of all pages, and whether they are as many as the service counts.
    async fn passes<T: DeserializeOwned>(
        &self,
        list: &Request,
        id: impl Fn(&T) -> String,
    ) -> Result<(Vec<T>, bool), Error> {
        let mut list = list.clone();
        let mut merged: Vec<T> = Vec::new();
        let mut incomplete = None;
        for _ in 0..PASSES {
            let (items, end) = self.pass(&list, &id).await?;
            incomplete = match end {
                End::Counted => return Ok((items, true)),
                End::Uncounted => return Ok((items, false)),
                End::Shrunk => None,
                End::Incomplete(error) => Some(error),
            };
            // What one pass missed, another has seen.
            let mut ids: BTreeSet<_> = merged.iter().map(&id).collect();
            merged.extend(items.into_iter().filter(|it| ids.insert(id(it))));
            list.is_kept = false;
        }
        incomplete.map_or(Ok((merged, false)), Err)
    }

    /// The items of all pages once, and how the list ended.
    ///
    /// The end is when the total is reached, or a page brings nothing new: a page may be shorter than asked for.
    async fn pass<T: DeserializeOwned>(
        &self,
        list: &Request,
        id: impl Fn(&T) -> String,
    ) -> Result<(Vec<T>, End), Error> {
        let mut ids = BTreeSet::new();
        let mut items = Vec::new();
        let mut last_count = None;
        let mut has_shrunk = false;
        for number in 1..=MOST_PAGES {
            let page: Page<T> = self.page(list, number).await?;
            let (known, length) = (items.len(), page.items.len());
            items.extend(page.items.into_iter().filter(|it| ids.insert(id(it))));
            has_shrunk |= page.count.is_some() && page.count < last_count;
            last_count = page.count;
            let total = page.count.and_then(|it| usize::try_from(it).ok());
            // A full page whose total is just as large may tell its own length for the total.
            let is_counted = total == Some(items.len());
            let may_go_on = !is_counted || length == PAGE_LENGTH;
            if may_go_on && items.len() > known {
                continue;
            }
            let end = if has_shrunk {
                End::Shrunk
            } else if is_counted {
                End::Counted
            } else if is_whole(total, items.len(), length) {
                End::Uncounted
            } else {
                End::Incomplete(incomplete(list, total, items.len(), number))
            };
            return Ok((items, end));
        }
        let message = format!("the list has no end: it was read to page {MOST_PAGES}");
        Err(list.error(ErrorKind::Unexpected, message))
    }

    async fn page<T: DeserializeOwned>(
        &self,
        list: &Request,
        number: u32,
    ) -> Result<Page<T>, Error> {
        let request = list.clone().query("currentPage", number.to_string());
        self.fetch(request.query("pageSize", PAGE_LENGTH.to_string()))
            .await
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::PASSES;
    use crate::test_support::{Answer, TestServer, ok};

    #[tokio::test]
    async fn all_pages_are_read_and_each_item_once() {
        let page = |count: u32, ids: &[&str]| {
            let items: Vec<_> = ids
                .iter()
                .map(|id| serde_json::json!({"id": id, "orgId": "o"}))
                .collect();
            ok(&serde_json::json!({"count": count, "invoices": items}))
        };
        // `b` is met twice, because a newer invoice came first meanwhile; pages are shorter than asked for.
        let pages = [page(3, &["a", "b"]), page(4, &["b", "c"]), page(4, &["d"])];
        let server = TestServer::start(pages).await;
        let invoices = server.client().invoices().await.unwrap();
        let ids: Vec<_> = invoices.iter().map(|it| it.id.as_str()).collect();
        assert_eq!(ids, ["a", "b", "c", "d"]);
        let lines: Vec<_> = server.requests().into_iter().map(|it| it.line).collect();
        let line = |page| format!("GET /v2/invoices?currentPage={page}&pageSize=100 HTTP/1.1");
        assert_eq!(lines, [line(1), line(2), line(3)]);
    }

    #[tokio::test]
    async fn an_item_that_vanishes_between_pages_hides_no_other() {
        let page = |count: u32, ids: &[&str]| {
            let items: Vec<_> = ids
                .iter()
                .map(|id| serde_json::json!({"id": id, "orgId": "o"}))
                .collect();
            ok(&serde_json::json!({"count": count, "invoices": items}))
        };
        // `a` vanishes after the first page, so `c` moves there unseen.
        let first = [page(4, &["a", "b"]), page(3, &["d"])];
        let second = [page(3, &["b", "c"]), page(3, &["d"])];
        let server = TestServer::start(first.into_iter().chain(second)).await;
        let invoices = server.client().invoices().await.unwrap();
        let ids: Vec<_> = invoices.iter().map(|it| it.id.as_str()).collect();
        assert_eq!(ids, ["b", "c", "d"]);
        // A list that keeps shrinking ends, and lacks nothing that was there all the time.
        let shrinking = (0..9).map(|_| [page(3, &["a"]), page(2, &["b"])]);
        let server = TestServer::start(shrinking.flatten()).await;
        assert_eq!(server.client().invoices().await.unwrap().len(), 2);
    }

    fn page(count: Option<u32>, ids: impl IntoIterator<Item = u32>) -> Answer {
        let items = ids
            .into_iter()
            .map(|it| json!({"id": it.to_string(), "orgId": "o"}));
        let mut data = json!({"invoices": items.collect::<Vec<_>>()});
        if let Some(count) = count {
            data["count"] = count.into();
        }
        ok(&data)
    }

    /// What reading the same pages again and again comes to: how many items, or the error.
    async fn outcome(pages: impl Fn() -> Vec<Answer>) -> Result<usize, String> {
        let server = TestServer::start((0..PASSES).flat_map(|_| pages())).await;
        let invoices = server.client().invoices().await;
        invoices.map(|it| it.len()).map_err(|it| it.to_string())
    }

    #[tokio::test]
    async fn a_list_that_lacks_what_it_claims_to_have_is_an_error() {
        // The page does not move on.
        let error = outcome(|| vec![page(Some(9), [1]), page(Some(9), [1])])
            .await
            .unwrap_err();
        assert!(error.contains("2 pages brought 1 of 9 objects"), "{error}");
        // The rest does not come.
        let error = outcome(|| vec![page(Some(3), [1, 2]), page(Some(3), [])])
            .await
            .unwrap_err();
        assert!(error.contains("2 pages brought 2 of 3 objects"), "{error}");
        let error = outcome(|| vec![page(Some(1), [])]).await.unwrap_err();
        assert!(error.contains("0 of 1 objects"), "{error}");
        // Nobody says how many there are, and a full page comes again.
        let error = outcome(|| vec![page(None, 0..100), page(None, 0..100)])
            .await
            .unwrap_err();
        assert!(error.contains("brought 100 objects"), "{error}");
    }

    #[tokio::test]
    async fn a_total_that_is_too_small_hides_no_page() {
        let pages = || vec![page(Some(1), [1, 2]), page(Some(1), [3]), page(Some(1), [])];
        assert_eq!(outcome(pages).await, Ok(3));
        let pages = || {
            vec![
                page(Some(100), 0..100),
                page(Some(37), 100..137),
                page(Some(0), []),
            ]
        };
        assert_eq!(outcome(pages).await, Ok(137));
    }

    #[tokio::test]
    async fn a_list_without_a_total_ends_with_a_page_that_brings_nothing_new() {
        let pages = || vec![page(None, [1, 2]), page(None, [3]), page(None, [])];
        assert_eq!(outcome(pages).await, Ok(3));
        // A service that knows no pages.
        assert_eq!(
            outcome(|| vec![page(None, [1]), page(None, [1])]).await,
            Ok(1)
        );
    }

    #[tokio::test]
    async fn a_list_without_an_end_is_an_error() {
        let server = TestServer::start((0..).take(1001).map(|it| page(None, [it]))).await;
        let error = server.client().invoices().await.unwrap_err();
        assert!(error.to_string().contains("no end"), "{error}");
        assert_eq!(server.requests().len(), 1000);
    }

    #[tokio::test]
    async fn no_items_may_be_null_but_not_left_out() {
        let server = TestServer::start([
            ok(&serde_json::json!({"count": 0, "invoices": null})),
            ok(&serde_json::json!({"count": 0})),
        ])
        .await;
        assert_eq!(server.client().invoices().await.unwrap(), []);
        assert!(server.client().invoices().await.is_err());
    }
}
