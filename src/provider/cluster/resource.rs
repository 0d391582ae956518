//! The operations of a cluster, in the order of Terraform's calls.

use std::{collections::BTreeSet, time::Duration};

use tf_provider::{
    diagnostics::{Diagnostic, Diagnostics, Result},
    model::Object,
    resource::{Op, PlanChange, Resource},
    timeouts::Operation,
    value::Json,
};

use crate::{
    api::{self, Presence},
    provider::{
        Context, Defaults,
        cluster::{
            errors::{
                IF_IT_IS_TO_BE_REPLACED, NOT_GUARDED, NOT_SUSPENDED, has_none, is_hidden,
                is_in_the_way, not_scaling, perhaps_gone, warn_all, with_holder, without_password,
            },
            import,
            kind::Kind,
            model::{Cluster, ClusterConfig, ClusterResource},
            place, plan, scaling, sizes, validate,
        },
        departures::is_refusal,
        errors::{ErrorContext, explain, explain_create, explain_lookup, is_absence},
        protection::{kept_in_state, protect, refuse_to_delete},
        vendor_migration,
    },
};

impl ClusterResource {
    pub(crate) fn new(context: Context) -> Self {
        Self { context }
    }

    /// Sends the creation, and again after a cluster that had the name was deleted meanwhile.
    async fn submit(&self, op: &Op<Cluster>, planned: &Cluster) -> Result<api::ClusterCreated> {
        let project_id = planned.project_id.text().unwrap_or_default();
        let name = &planned.cluster_name;
        let mut waited_for = BTreeSet::new();
        self.await_free(op, planned).await;
        loop {
            let error = match self.send(op, planned).await {
                Ok(created) => return Ok(created),
                Err(error) => error,
            };
            let holder = self.holder(&error, name, project_id, None).await;
            if let Some(holder) = holder.as_ref().filter(|_| is_refusal(&error))
                && waited_for.insert(holder.cluster_id.clone())
                && self.context.await_cluster_gone(op, holder).await
            {
                continue;
            }
            // Who had the name may have lost it since the refusal.
            if holder.is_none()
                && error.kind() == api::ErrorKind::Conflict
                && is_refusal(&error)
                && self.context.departures.has_any()
                && waited_for.insert(String::new())
            {
                continue;
            }
            if is_absence(&error) && error.unsettled().is_none() {
                let near = self.context.near_unlisted_project(project_id).await;
                let near = format!("{near} ").trim_start().to_owned();
                let doing = format!("creating cluster \"{name}\"");
                return Err(explain_lookup(&error, &doing, &near).into());
            }
            return Err(Self::not_created(&error, holder, planned).into());
        }
    }

    async fn send(
        &self,
        op: &Op<Cluster>,
        planned: &Cluster,
    ) -> Result<api::ClusterCreated, api::Error> {
        let api = self.context.during(op);
        match planned.kind() {
            Kind::Free => api.create_free_cluster(&planned.to_create()).await,
            Kind::Serverless => api.create_serverless_cluster(&planned.to_create()).await,
            Kind::Dedicated => {
                api.create_dedicated_cluster(&planned.to_create_dedicated())
                    .await
            }
        }
    }

    fn not_created(
        error: &api::Error,
        holder: Option<api::Cluster>,
        planned: &Cluster,
    ) -> Diagnostic {
        let doing = format!("creating cluster \"{}\"", planned.cluster_name);
        let project_id = planned.project_id.text().unwrap_or_default();
        let import_id = format!("name:{project_id}/{}", planned.cluster_name);
        let import = |id: &str| explain_create(error, &doing, "zillizcloud_cluster", id);
        match holder {
            None => import(&import_id),
            Some(it) if is_in_the_way(&it, project_id) => {
                let problem = with_holder(import(&it.cluster_id), &it, project_id);
                Diagnostic {
                    detail: format!("{} {IF_IT_IS_TO_BE_REPLACED}", problem.detail),
                    ..problem
                }
            }
            Some(it) => with_holder(explain(error, &doing), &it, project_id),
        }
    }

    /// What the service says of a cluster in the state, if it is still there.
    async fn look(&self, state: &mut Cluster) -> Result<Look> {
        let doing = format!("reading {}", state.title());
        let remote = self.context.api.cluster_presence(state.id()).await;
        let mut remote = match remote {
            Ok(Presence::Present(remote)) => remote,
            Ok(Presence::Absent(proof)) => return Ok(Ok(self.context.not_found(proof).await?)),
            Err(error) if is_hidden(&error) => {
                return Ok(Err(perhaps_gone(&error, &doing)));
            }
            Err(error) => return Err(explain(&error, &doing).into()),
        };
        if let Some(problem) = state.contradiction(&remote) {
            return Ok(Err(problem));
        }
        // One cluster is one call, unless there is something of Terraform's to compare.
        if !state.labels.is_empty() {
            self.labels(&mut remote).await?;
        }
        let groups = state.load_balancer_security_groups.known();
        if let Some(groups) = groups.filter(|_| Kind::of(&remote) == Kind::Dedicated) {
            let reported = self.groups(&remote.cluster_id).await?;
            if reported.is_some() || !groups.is_empty() {
                state.load_balancer_security_groups = reported.into();
            }
        }
        Ok(Ok(Some(remote)))
    }

    /// The security groups of a cluster, if it has any.
    pub(super) async fn groups(&self, id: &str) -> Result<Option<BTreeSet<String>>> {
        match self.context.api.cluster_security_groups(id).await {
            // They are for clusters in the user's own cloud account only. Setting them again tells the user so.
            Err(error) if has_none(&error) => Ok(None),
            groups => {
                let groups = groups.context(format!("reading the security groups of {id}"))?;
                let groups: BTreeSet<_> = groups.into_iter().collect();
                Ok(Some(groups).filter(|it| !it.is_empty()))
            }
        }
    }

    /// The rest of a creation, for a cluster that works: an error would make Terraform replace it.
    async fn finish(
        &self,
        op: &mut Op<Cluster>,
        mut cluster: Cluster,
        planned: &Cluster,
    ) -> Cluster {
        if planned.autoscaling().is_some() {
            match self.scale(op, cluster.clone(), planned).await {
                Ok(scaled) => cluster = scaled,
                Err(problems) => {
                    scaling::expect_told(op);
                    warn_all(op, problems, not_scaling(planned));
                }
            }
        }
        match self.guard(op, cluster.clone(), planned).await {
            Ok(guarded) => cluster = guarded,
            Err(problems) => warn_all(op, problems, NOT_GUARDED),
        }
        if planned.wants_suspended() {
            match self.suspend(op, cluster.clone()).await {
                Ok(suspended) => cluster = suspended,
                Err(problems) => warn_all(op, problems, NOT_SUSPENDED),
            }
        }
        cluster
    }

    /// Labels have a call of their own.
    async fn labels(&self, remote: &mut api::Cluster) -> Result<()> {
        if remote.labels.is_some() || Kind::of(remote) != Kind::Dedicated {
            return Ok(());
        }
        let labels = self.context.api.cluster_labels(&remote.cluster_id).await;
        remote.labels = match labels {
            // A platform without labels refuses, and a cluster that is being deleted may be gone by now. The state keeps
            // what it has then.
            Err(error) if has_none(&error) => None,
            labels => Some(labels.context(format!("reading the labels of {}", remote.cluster_id))?),
        };
        Ok(())
    }
}

/// The cluster, `None` if it is gone; or why what the service says cannot be taken for its state.
type Look = std::result::Result<Option<api::Cluster>, Diagnostic>;

impl ClusterResource {
    async fn make(&self, op: &mut Op<Cluster>, planned: Cluster) -> Result<Cluster> {
        self.context.check_organization().await?;
        self.context.keep_home(op, planned.project_id.text()).await;
        let created = self.submit(op, &planned).await?;
        let is_reconciled = created.is_reconciled;
        let cluster = planned.created(created);
        op.save(&cluster);
        if is_reconciled {
            op.warn(without_password(&cluster));
        }
        let remote = match self.await_running(op, &cluster).await {
            Ok(remote) => remote,
            Err(unfinished) => {
                if unfinished.has_failed {
                    // Terraform will replace it, which the protection of a finished cluster would forbid for ever.
                    op.save(&Cluster {
                        deletion_protection: false,
                        ..cluster
                    });
                }
                return Err(unfinished.problems);
            }
        };
        if remote.autoscaling.is_some() {
            scaling::expect_told(op);
        }
        let cluster = cluster.refreshed(remote);
        op.save(&cluster);
        Ok(self.finish(op, cluster, &planned).await)
    }
}

impl Resource for ClusterResource {
    const NAME: &'static str = "cluster";
    const IDENTITY: &'static [&'static str] = &["id"];
    const TIMEOUTS: &'static [(Operation, Duration)] = &[
        (Operation::Create, Duration::from_secs(45 * 60)),
        (Operation::Update, Duration::from_secs(30 * 60)),
        (Operation::Delete, Duration::from_secs(30 * 60)),
    ];
    type Model = Cluster;

    fn validate(config: &ClusterConfig, diagnostics: &mut Diagnostics) {
        validate::validate(config, diagnostics);
    }

    async fn modify_plan(&self, change: &mut PlanChange<Cluster>) {
        let planning = Self::new(self.context.for_plan());
        let context = &planning.context;
        let omitted = Defaults::omitted(change, validate::open_arguments);
        validate::fill_defaults(change, &context.defaults);
        let projects = &context.planned_projects;
        projects.replace_with_project(change, |it| &it.project_id, |it| &it.project_id);
        plan::check(change);
        validate::check_kind(change);
        validate::check_sizes(change, &context.known);
        validate::warn(change);
        place::check_health(change);
        if !change.diagnostics.has_errors() {
            context.check_new(change).await;
            let title = change
                .prior
                .as_ref()
                .map_or_else(String::new, Cluster::title);
            context.check_planned(change, &title).await;
            place::check(change, context).await;
            plan::check_name(change, context).await;
            planning.warn_of_first_values(change).await;
            context.report_plan(change).await;
        }
        context.defaults.explain_plan(&omitted, change);
        if let Some(prior) = &change.prior {
            let name = format!("cluster \"{}\"", prior.cluster_name);
            protect(change, |it| it.deletion_protection, &name);
        }
    }

    async fn create(&self, op: &mut Op<Cluster>, planned: Cluster) -> Result<Cluster> {
        let omitted = Defaults::take_omitted(op);
        let created = self.make(op, planned).await;
        created.map_err(|problem| self.context.defaults.explain(&omitted, problem))
    }

    async fn read(&self, mut state: Cluster) -> Result<Option<Cluster>> {
        match self.look(&mut state).await? {
            Ok(remote) => Ok(remote.map(|it| state.refreshed(it))),
            Err(problem) => Err(problem.into()),
        }
    }

    async fn refresh(&self, op: &mut Op<Cluster>, mut state: Cluster) -> Result<Option<Cluster>> {
        let remote = match self.look(&mut state).await? {
            Ok(remote) => remote,
            Err(problem) => {
                op.warn(kept_in_state(problem));
                return Ok(Some(state));
            }
        };
        let is_imported = import::is_withheld(&state) && !scaling::are_reported(op);
        if let Some(remote) = &remote {
            if let Some(warning) = state.other_type(remote) {
                op.warn(warning);
            }
            scaling::notice(op, &mut state, remote);
        }
        let in_state = state.plan.clone();
        let (title, project_id) = (state.title(), state.project_id.text().map(str::to_owned));
        let mut refreshed = remote.map(|it| state.refreshed(it));
        if let Some(cluster) = &mut refreshed {
            self.keep_plan(cluster, in_state);
        }
        if let Some(cluster) = refreshed.as_mut().filter(|_| is_imported) {
            import::withhold(cluster);
        }
        self.context
            .refreshed(op, refreshed, &title, project_id.as_deref())
            .await
    }

    async fn update(
        &self,
        op: &mut Op<Cluster>,
        prior: Cluster,
        planned: Cluster,
    ) -> Result<Cluster> {
        self.context.check_organization().await?;
        plan::refuse_suspended(&prior, &planned)?;
        sizes::refuse(&prior, &planned)?;
        let mut new_state = Cluster {
            deletion_protection: planned.deletion_protection,
            store_password: planned.store_password,
            password: planned.password.clone(),
            bucket_info: planned.bucket_info.clone(),
            aws_cse_key_arn: planned.aws_cse_key_arn.clone(),
            ..prior
        };
        new_state = self.follow_plan(op, new_state, &planned).await?;
        if planned.wants_running() && new_state.is_suspended() {
            new_state = self.resume(op, new_state).await?;
        }
        new_state = self.scale(op, new_state, &planned).await?;
        new_state = self.rename(op, new_state, &planned).await?;
        new_state = self.relabel(op, new_state, &planned).await?;
        new_state = self.guard(op, new_state, &planned).await?;
        if planned.wants_suspended() && new_state.status.text() != Some("SUSPENDED") {
            new_state = self.suspend(op, new_state).await?;
        }
        self.context
            .keep_home(op, new_state.project_id.text())
            .await;
        Ok(new_state)
    }

    async fn delete(&self, op: &mut Op<Cluster>, state: Cluster) -> Result<()> {
        if state.deletion_protection {
            return Err(refuse_to_delete(&state.title()));
        }
        self.context.check_organization().await?;
        let departure = self.context.departures.begin(state.id());
        self.drop(op, &state).await?;
        departure.end();
        Ok(())
    }

    async fn import(&self, id: &str) -> Result<Cluster> {
        let mut remote = self.find(id).await?;
        self.labels(&mut remote).await?;
        let mut cluster = Cluster::from(remote);
        if cluster.kind() == Kind::Dedicated {
            cluster.load_balancer_security_groups = self.groups(cluster.id()).await?.into();
        }
        import::withhold(&mut cluster);
        Ok(cluster)
    }

    fn generated(config: &mut Object) {
        import::generated(config);
    }

    fn mend(state: &mut Json) {
        vendor_migration::mend_cluster(state);
    }

    fn is_own(state: &Json) -> bool {
        vendor_migration::is_ours(state)
    }
}
