//! The warning about an upgrade of a project's plan, which nothing undoes.

use tf_provider::{diagnostics::Diagnostic, resource::PlanChange};

use crate::{
    api,
    provider::project::{
        delete::{clusters_in, title},
        model::{PLANS, Project, ProjectResource},
        rules::rank,
    },
};

/// How many clusters to name.
const NAMED: usize = 10;

impl ProjectResource {
    /// Says which clusters an upgrade takes along, and that there is no way back.
    pub(super) async fn warn_of_upgrade(&self, change: &mut PlanChange<Project>) {
        let (Some(prior), Some(planned)) = (&change.prior, &change.planned) else {
            return;
        };
        let Some(plan) = planned.plan.text() else {
            return;
        };
        let before = prior.plan.text();
        if before.is_some_and(|it| rank(it) >= rank(plan)) {
            return;
        }
        let mut clusters = clusters_in(&self.context.api, prior.id()).await;
        clusters.retain(|it| is_below(it, plan));
        let from = before.map_or_else(String::new, |it| format!(" from {it}"));
        let detail = format!(
            "This plan upgrades {}{from} to {plan}, which cannot be undone: Zilliz Cloud does not downgrade a project. {}",
            prior.title(),
            taken_along(&clusters)
        );
        let summary = format!("Upgrade of project \"{}\"", prior.project_name);
        let warning = Diagnostic::warning(summary, detail).at("plan");
        change.diagnostics.push(warning);
    }
}

/// Whether the project's upgrade is one of this cluster: Free and Serverless clusters have plans of their own.
fn is_below(cluster: &api::Cluster, plan: &str) -> bool {
    let own = cluster.plan.as_str();
    PLANS.contains(&own) && rank(own) < rank(plan)
}

fn taken_along(clusters: &[api::Cluster]) -> String {
    if clusters.is_empty() {
        return "Each Dedicated cluster in it is upgraded, too, and billed by the new plan. The API key sees none of them now."
            .to_owned();
    }
    let named: Vec<_> = clusters.iter().take(NAMED).map(title).collect();
    let more = match clusters.len().saturating_sub(NAMED) {
        0 => String::new(),
        more => format!(" and {more} more"),
    };
    format!(
        "Each Dedicated cluster in it is upgraded, too, and billed by the new plan: {}{more}.",
        named.join(", ")
    )
}
