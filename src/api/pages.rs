//! Lists that come in pages.

use std::collections::BTreeSet;

use serde::Deserialize;
use serde::de::DeserializeOwned;

use super::request::Request;
use super::wire::{integer, list};
use super::{Client, Error, Kind};

/// How often a list is read when objects vanish meanwhile.
const PASSES: u32 = 4;
/// The largest page that the API gives.
const PAGE_SIZE: &str = "100";

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

/// One way through the pages of a list.
struct Pass<T> {
    items: Vec<T>,
    /// Whether some vanished meanwhile.
    has_shrunk: bool,
    /// Whether they are as many as the service counts.
    is_complete: bool,
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
    /// the page before, where they would be missed: then the list is read again.
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
                Err(Error::new(list, Kind::Unproven, message))
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
        for _ in 0..PASSES {
            let Pass {
                items,
                has_shrunk,
                is_complete,
            } = self.pass(&list, &id).await?;
            if !has_shrunk {
                return Ok((items, is_complete));
            }
            // What one pass missed, another has seen.
            let mut ids: BTreeSet<_> = merged.iter().map(&id).collect();
            merged.extend(items.into_iter().filter(|it| ids.insert(id(it))));
            list.is_kept = false;
        }
        Ok((merged, false))
    }

    /// The items of all pages once.
    ///
    /// The end is when the total is reached, or a page brings nothing new: a page may be shorter than asked for.
    async fn pass<T: DeserializeOwned>(
        &self,
        list: &Request,
        id: impl Fn(&T) -> String,
    ) -> Result<Pass<T>, Error> {
        let mut ids = BTreeSet::new();
        let mut items = Vec::new();
        let mut last_count = None;
        let mut has_shrunk = false;
        let mut is_complete = false;
        for number in 1_u32.. {
            let page: Page<T> = self.page(list, number).await?;
            let known = items.len();
            items.extend(page.items.into_iter().filter(|it| ids.insert(id(it))));
            has_shrunk |= page.count < last_count;
            last_count = page.count;
            is_complete = page
                .count
                .is_some_and(|count| usize::try_from(count).unwrap_or_default() <= items.len());
            if is_complete || items.len() == known {
                break;
            }
        }
        Ok(Pass {
            items,
            has_shrunk,
            is_complete,
        })
    }

    async fn page<T: DeserializeOwned>(
        &self,
        list: &Request,
        number: u32,
    ) -> Result<Page<T>, Error> {
        let request = list.clone().query("currentPage", number.to_string());
        self.fetch(request.query("pageSize", PAGE_SIZE)).await
    }
}

#[cfg(test)]
mod tests {
    use crate::api::test_support::{TestServer, ok};

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

    #[tokio::test]
    async fn a_page_that_repeats_for_ever_ends_the_list() {
        let page = || ok(&serde_json::json!({"count": 9, "invoices": [{"id": "a", "orgId": "o"}]}));
        let server = TestServer::start([page(), page()]).await;
        assert_eq!(server.client().invoices().await.unwrap().len(), 1);
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
