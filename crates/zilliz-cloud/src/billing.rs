//! Invoices: for owners and billing admins only, and the one place where the API tells the organization's id.

use serde::Deserialize;
use serde_json::Number;
use time::{OffsetDateTime, format_description::well_known::Rfc3339};

use super::pages::Page;
use super::request::Request;
use super::wire::{non_empty, open_enum};
use super::{Client, Error};

open_enum! {
    /// How far an invoice is.
    InvoiceStatus {
        Unbilled = "unbilled",
        Unconfirmed = "unconfirmed",
        Disputed = "disputed",
        Unpaid = "unpaid",
        Overdue = "overdue",
        Paid = "paid",
        Free = "free",
    }
}

/// An invoice; times are RFC 3339 in UTC, amounts in cents.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Invoice {
    /// `inv-…`
    pub id: String,
    /// `org-…`
    pub org_id: String,
    /// How far it is.
    #[serde(default, deserialize_with = "non_empty")]
    pub status: Option<InvoiceStatus>,
    /// The start of the time it is for.
    #[serde(default, deserialize_with = "non_empty")]
    pub period_start: Option<String>,
    /// The end of the time it is for.
    #[serde(default, deserialize_with = "non_empty")]
    pub period_end: Option<String>,
    /// When it was written.
    #[serde(default, deserialize_with = "non_empty")]
    pub invoice_date: Option<String>,
    /// When it is to be paid.
    #[serde(default, deserialize_with = "non_empty")]
    pub due_date: Option<String>,
    /// ISO 4217.
    #[serde(default, deserialize_with = "non_empty")]
    pub currency: Option<String>,
    /// The worth of what was used.
    pub usage_amount: Option<Number>,
    /// Paid by credits.
    pub credits_applied: Option<Number>,
    /// Billed earlier.
    pub already_billed_amount: Option<Number>,
    /// Before tax.
    pub subtotal: Option<Number>,
    /// The tax.
    pub tax: Option<Number>,
    /// With tax.
    pub total: Option<Number>,
    /// Paid in advance.
    pub advance_pay_amount: Option<Number>,
    /// Left to pay.
    pub amount_due: Option<Number>,
}

impl Client {
    /// All invoices.
    pub async fn invoices(&self) -> Result<Vec<Invoice>, Error> {
        self.all_pages(&list(), |it: &Invoice| it.id.clone()).await
    }

    /// The organization that the key belongs to, by the newest of its latest invoices; `None` without invoices.
    pub async fn billed_organization_id(&self) -> Result<Option<String>, Error> {
        let Page { items, .. } = self.first_page::<Invoice>(&list()).await?;
        let newest = items.into_iter().max_by(|a, b| a.time().cmp(&b.time()));
        Ok(newest.map(|it| it.org_id))
    }
}

/// Whether this is a day, as `2026-01-01`, or a time, as `2026-01-01T00:00:00Z`.
pub fn is_time(text: &str) -> bool {
    time(text).is_some()
}

fn time(text: &str) -> Option<OffsetDateTime> {
    let start_of_day = format!("{text}T00:00:00Z");
    [text, &start_of_day]
        .into_iter()
        .find_map(|it| OffsetDateTime::parse(it, &Rfc3339).ok())
}

impl Invoice {
    /// Whether it is for a time that ends later than `since`. One that cannot be told apart does.
    pub fn ends_after(&self, since: &str) -> bool {
        let end = self.period_end.as_deref().and_then(time);
        end.zip(time(since)).is_none_or(|(end, since)| end > since)
    }

    /// When it is from: one not billed yet may have no date.
    fn time(&self) -> Option<&str> {
        let times = [&self.invoice_date, &self.period_end, &self.period_start];
        times.into_iter().flatten().map(String::as_str).next()
    }
}

fn list() -> Request {
    Request::get("list invoices", ["invoices"])
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use crate::test_support::{TestServer, ok};

    #[tokio::test]
    async fn the_organization_is_that_of_the_newest_invoice() {
        let server = TestServer::start([
            ok(&json!({"count": 500, "invoices": [
                {"id": "1", "orgId": "org-old", "invoiceDate": "2024-02-01T00:00:00Z", "total": 45000},
                {"id": "2", "orgId": "org-new", "periodEnd": "2025-02-01T00:00:00Z", "status": "odd"},
                {"id": "3", "orgId": "org-older", "invoiceDate": "2023-02-01T00:00:00Z"},
                {"id": "4", "orgId": "org-undated"},
            ]})),
            ok(&json!({"count": 0, "invoices": []})),
        ])
        .await;
        let client = server.client();
        let id = client.billed_organization_id().await.unwrap();
        assert_eq!(id.as_deref(), Some("org-new"));
        assert_eq!(client.billed_organization_id().await.unwrap(), None);
    }
}
