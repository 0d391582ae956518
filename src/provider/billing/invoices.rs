//! `zillizcloud_invoices`: what the organization was billed. For owners and billing admins only.

use serde_json::Number;
use tf_provider::{data_source::DataSource, diagnostics::Result, model, model::Computed};

use crate::{
    api,
    provider::{Context, errors::ErrorContext},
};

model! {
    /// The invoices of the organization, newest first: all of them or those that every given filter leaves. Amounts are in
    /// cents.
    pub struct Invoices <- InvoicesConfig {
        /// Only those with this status, such as `paid` or `overdue`.
        status: Option<String> = optional(),
        /// Only those for a time that ends after this one, as in `2026-01-01` or `2026-01-01T00:00:00Z`.
        since: Option<String> = optional().check("a time such as `2026-01-01`", |it: &String| time(it)),
        /// The invoices; empty when there are none.
        invoices: Computed<Vec<InvoiceItem>> = computed(),
    }
}

model! {
    /// An invoice; amounts are in cents.
    pub struct InvoiceItem <- InvoiceItemConfig {
        /// Identifier of the invoice, `inv-…`.
        id: Computed<String> = computed(),
        /// The organization that it is for, `org-…`.
        org_id: Computed<String> = computed(),
        /// How far it is, such as `unpaid`.
        status: Computed<String> = computed(),
        /// Start of the time that it is for, in UTC.
        period_start: Computed<String> = computed(),
        /// End of the time that it is for, in UTC.
        period_end: Computed<String> = computed(),
        /// When it was written.
        invoice_date: Computed<String> = computed(),
        /// When it is to be paid.
        due_date: Computed<String> = computed(),
        /// Currency, such as `USD`.
        currency: Computed<String> = computed(),
        /// Worth of what was used.
        usage_amount: Computed<f64> = computed(),
        /// Paid by credits.
        credits_applied: Computed<f64> = computed(),
        /// Billed earlier.
        already_billed_amount: Computed<f64> = computed(),
        /// Before tax.
        subtotal: Computed<f64> = computed(),
        /// The tax.
        tax: Computed<f64> = computed(),
        /// With tax.
        total: Computed<f64> = computed(),
        /// Paid in advance.
        advance_pay_amount: Computed<f64> = computed(),
        /// Left to pay.
        amount_due: Computed<f64> = computed(),
    }
}

/// Lists invoices.
#[derive(Debug)]
pub(crate) struct InvoicesData {
    context: Context,
}

impl InvoicesData {
    pub(crate) fn new(context: Context) -> Self {
        Self { context }
    }
}

impl DataSource for InvoicesData {
    const NAME: &'static str = "invoices";
    type Model = Invoices;

    async fn read(&self, config: Invoices) -> Result<Invoices> {
        let mut remote = self
            .context
            .client()
            .await?
            .invoices()
            .await
            .context("listing invoices")?;
        remote.retain(|it| config.wants(it));
        remote.sort_by(|a, b| (&b.period_start, &b.id).cmp(&(&a.period_start, &a.id)));
        Ok(Invoices {
            invoices: Computed::Known(remote.into_iter().map(InvoiceItem::from).collect()),
            ..config
        })
    }
}

impl Invoices {
    fn wants(&self, invoice: &api::Invoice) -> bool {
        let status = invoice.status.as_ref().map(api::InvoiceStatus::as_str);
        let is_recent = |since: &String| invoice.ends_after(since);
        self.status.as_deref().is_none_or(|it| status == Some(it))
            && self.since.as_ref().is_none_or(is_recent)
    }
}

fn time(text: &str) -> std::result::Result<(), String> {
    let why = || format!("`{text}` is none.");
    api::is_time(text).then_some(()).ok_or_else(why)
}

impl From<api::Invoice> for InvoiceItem {
    fn from(remote: api::Invoice) -> Self {
        let cents = |it: Option<Number>| it.and_then(|it| it.as_f64()).into();
        Self {
            id: remote.id.into(),
            org_id: remote.org_id.into(),
            status: remote.status.map(|it| it.to_string()).into(),
            period_start: remote.period_start.into(),
            period_end: remote.period_end.into(),
            invoice_date: remote.invoice_date.into(),
            due_date: remote.due_date.into(),
            currency: remote.currency.into(),
            usage_amount: cents(remote.usage_amount),
            credits_applied: cents(remote.credits_applied),
            already_billed_amount: cents(remote.already_billed_amount),
            subtotal: cents(remote.subtotal),
            tax: cents(remote.tax),
            total: cents(remote.total),
            advance_pay_amount: cents(remote.advance_pay_amount),
            amount_due: cents(remote.amount_due),
        }
    }
}
