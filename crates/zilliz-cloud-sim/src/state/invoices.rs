//! Invoices of the organization. None arise by themselves: one is there from the start, others come from the control surface.

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};

use crate::envelope::Refusal;
use crate::state::World;
use crate::state::saved::patched;

/// An invoice as it is stored; amounts are in cents.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
pub(crate) struct Invoice {
    id: String,
    org_id: String,
    period_start: String,
    period_end: String,
    invoice_date: String,
    due_date: String,
    currency: String,
    status: String,
    usage_amount: u64,
    credits_applied: u64,
    already_billed_amount: u64,
    subtotal: u64,
    tax: u64,
    total: u64,
    advance_pay_amount: u64,
    amount_due: u64,
}

impl Invoice {
    /// A paid one for the January of 2025.
    pub(crate) fn new(id: String, org_id: String) -> Self {
        Self {
            id,
            org_id,
            period_start: "2025-01-01T00:00:00Z".to_owned(),
            period_end: "2025-02-01T00:00:00Z".to_owned(),
            invoice_date: "2025-02-01T00:00:00Z".to_owned(),
            due_date: "2025-02-01T00:00:00Z".to_owned(),
            currency: "USD".to_owned(),
            status: "paid".to_owned(),
            usage_amount: 52_400,
            credits_applied: 12_400,
            already_billed_amount: 0,
            subtotal: 40_000,
            tax: 5_000,
            total: 45_000,
            advance_pay_amount: 0,
            amount_due: 0,
        }
    }
}

impl World {
    /// Adds an invoice that differs from a new one in these fields.
    pub(crate) fn add_invoice(&mut self, changes: Map<String, Value>) -> Result<Value, Refusal> {
        let id = self.ids.hex("inv-", 16);
        let invoice = Invoice::new(id, self.organization_id.clone());
        let invoice = patched(&invoice, changes).map_err(Refusal::invalid)?;
        let shown = json!(invoice);
        self.invoices.push(invoice);
        Ok(shown)
    }

    /// What `GET /v2/invoices` lists, newest first.
    pub(crate) fn list_invoices(&self) -> Vec<Value> {
        self.invoices.iter().rev().map(|it| json!(it)).collect()
    }

    /// Removes an invoice. An organization without one is as new ones are.
    pub(crate) fn forget_invoice(&mut self, id: &str) -> Result<(), Refusal> {
        self.invoice(id)?;
        self.invoices.retain(|it| it.id != id);
        Ok(())
    }

    /// One invoice.
    pub(crate) fn invoice(&self, id: &str) -> Result<Value, Refusal> {
        let object = self.invoices.iter().find(|it| it.id == id);
        object
            .map(|it| json!(it))
            .ok_or_else(|| self.not_found("The invoice", id))
    }
}
