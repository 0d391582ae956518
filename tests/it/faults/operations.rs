//! The operations on each resource, with the state from which each starts.

/// One operation on one object, in JSON as a configuration is.
#[derive(Clone, Copy, Debug)]
pub(super) struct Operation {
    pub(super) resource: &'static str,
    /// What is applied before, without trouble; nothing when empty.
    pub(super) before: &'static str,
    pub(super) act: Act,
    /// Whether the calls that are proposed are served and used.
    pub(super) previews: bool,
}

#[derive(Clone, Copy, Debug)]
pub(super) enum Act {
    Apply(&'static str),
    Read,
    Destroy,
    /// By the identifier.
    Import,
    /// By this identifier, in which `$project` is the default project.
    ImportBy(&'static str),
}

impl Operation {
    /// The configuration that is to hold in the end.
    pub(super) fn wanted(&self) -> &'static str {
        match self.act {
            Act::Apply(config) => config,
            _ => self.before,
        }
    }
}

const fn operation(resource: &'static str, before: &'static str, act: Act) -> Operation {
    Operation {
        resource,
        before,
        act,
        previews: false,
    }
}

const fn preview(operation: Operation) -> Operation {
    Operation {
        previews: true,
        ..operation
    }
}

const fn organization(before: &'static str, act: Act) -> Operation {
    operation("zillizcloud_organization", before, act)
}

const fn project(before: &'static str, act: Act) -> Operation {
    operation("zillizcloud_project", before, act)
}

const fn cluster(before: &'static str, act: Act) -> Operation {
    operation("zillizcloud_cluster", before, act)
}

const fn user(before: &'static str, act: Act) -> Operation {
    operation("zillizcloud_project_user", before, act)
}

pub(super) const ORGANIZATION: &[Operation] = &[
    organization("", Act::Apply(ADOPTED)),
    organization(ADOPTED, Act::Read),
    organization(ADOPTED, Act::Destroy),
    organization(ADOPTED, Act::Import),
];
const ADOPTED: &str = "{}";

pub(super) const ORGANIZATION_WITH_LIFE: &[Operation] = &[
    preview(organization("", Act::Apply(ACME))),
    preview(organization(ACME, Act::Read)),
    preview(organization(ACME, Act::Apply(RENAMED))),
    preview(organization(ACME, Act::Destroy)),
    preview(organization(ACME, Act::Import)),
];
const ACME: &str = r#"{"name": "acme", "timezone": "Europe/Berlin", "deletion_protection": false}"#;
const RENAMED: &str =
    r#"{"name": "umbrella", "timezone": "Etc/UTC", "deletion_protection": false}"#;

pub(super) const PROJECT: &[Operation] = &[
    project("", Act::Apply(RED)),
    project(RED, Act::Read),
    project(RED, Act::Apply(BLUE)),
    project(BLUE, Act::Apply(FEWER_REGIONS)),
    project(RED, Act::Apply(ELSEWHERE)),
    project(RED, Act::Destroy),
    project(RED, Act::Import),
    project(RED, Act::ImportBy("name:red")),
];
const RED: &str = r#"{"project_name": "red", "region_ids": ["aws-us-west-2"]}"#;
/// The only region is exchanged.
const ELSEWHERE: &str = r#"{"project_name": "red", "region_ids": ["aws-eu-central-1"]}"#;
const BLUE: &str = r#"{
    "project_name": "blue", "description": "cold", "plan": "BusinessCritical",
    "region_ids": ["aws-us-west-2", "aws-eu-central-1"]
}"#;
const FEWER_REGIONS: &str = r#"{
    "project_name": "blue", "description": "cold", "plan": "BusinessCritical",
    "region_ids": ["aws-eu-central-1"]
}"#;

pub(super) const CLUSTERS: [&[Operation]; 3] = [FREE, SERVERLESS, DEDICATED];

const FREE: &[Operation] = &[
    cluster("", Act::Apply(FREE_RED)),
    cluster(FREE_RED, Act::Read),
    cluster(FREE_RED, Act::Apply(FREE_BLUE)),
    cluster(FREE_RED, Act::Destroy),
    cluster(FREE_RED, Act::Import),
    cluster(FREE_RED, Act::ImportBy("name:$project/red")),
];
const FREE_RED: &str =
    r#"{"cluster_name": "red", "timeouts": {"create": "2m", "update": "2m", "delete": "2m"}}"#;
const FREE_BLUE: &str =
    r#"{"cluster_name": "blue", "timeouts": {"create": "2m", "update": "2m", "delete": "2m"}}"#;

const SERVERLESS: &[Operation] = &[
    cluster("", Act::Apply(SERVERLESS_RED)),
    cluster(SERVERLESS_RED, Act::Apply(SERVERLESS_BLUE)),
    cluster(SERVERLESS_RED, Act::Destroy),
    cluster(SERVERLESS_RED, Act::Import),
];
const SERVERLESS_RED: &str = r#"{
    "cluster_name": "red", "plan": "Serverless", "timeouts": {"create": "2m", "update": "2m", "delete": "2m"}
}"#;
const SERVERLESS_BLUE: &str = r#"{
    "cluster_name": "blue", "plan": "Serverless", "timeouts": {"create": "2m", "update": "2m", "delete": "2m"}
}"#;

const DEDICATED: &[Operation] = &[
    cluster("", Act::Apply(DEDICATED_RED)),
    cluster("", Act::Apply(SUSPENDED)),
    cluster(DEDICATED_RED, Act::Read),
    cluster(DEDICATED_RED, Act::Apply(DEDICATED_BLUE)),
    cluster(DEDICATED_RED, Act::Apply(SUSPENDED)),
    cluster(SUSPENDED, Act::Apply(RESUMED)),
    cluster("", Act::Apply(AUTOMATIC)),
    cluster(DEDICATED_RED, Act::Apply(AUTOMATIC)),
    cluster(AUTOMATIC, Act::Apply(DEDICATED_RED)),
    cluster(DEDICATED_RED, Act::Apply(ANOTHER)),
    cluster(DEDICATED_RED, Act::Destroy),
    cluster(DEDICATED_RED, Act::Import),
    cluster(DEDICATED_RED, Act::ImportBy("name:$project/red")),
];
const DEDICATED_RED: &str = r#"{
    "cluster_name": "red", "cu_size": 8, "labels": {"team": "red"},
    "timeouts": {"create": "2m", "update": "2m", "delete": "2m"}
}"#;
const DEDICATED_BLUE: &str = r#"{
    "cluster_name": "blue", "description": "cold", "cu_size": 16, "replica": 2, "labels": {"team": "blue"},
    "timeouts": {"create": "2m", "update": "2m", "delete": "2m"}
}"#;
const SUSPENDED: &str = r#"{
    "cluster_name": "red", "cu_size": 8, "desired_status": "SUSPENDED", "labels": {"team": "red"},
    "timeouts": {"create": "2m", "update": "2m", "delete": "2m"}
}"#;
const RESUMED: &str = r#"{
    "cluster_name": "red", "cu_size": 8, "desired_status": "RUNNING", "labels": {"team": "red"},
    "timeouts": {"create": "2m", "update": "2m", "delete": "2m"}
}"#;
/// The time zone is the one that is meant without it.
const AUTOMATIC: &str = r#"{
    "cluster_name": "red", "labels": {"team": "red"}, "cu_settings": {"dynamic_scaling": {"min": 8, "max": 16}},
    "replica_settings": {"schedule_scaling": [
        {"cron": "0 0 8 * * ?", "target": 2}, {"cron": "0 0 20 * * ?", "target": 1, "timezone": "Etc/UTC"}
    ]},
    "timeouts": {"create": "2m", "update": "2m", "delete": "2m"}
}"#;
/// The compute units of a cluster cannot change in place.
const ANOTHER: &str = r#"{
    "cluster_name": "red", "cu_size": 8, "cu_type": "Capacity-optimized", "labels": {"team": "red"},
    "timeouts": {"create": "2m", "update": "2m", "delete": "2m"}
}"#;

pub(super) const PROJECT_USER: &[Operation] = &[
    user("", Act::Apply(READER)),
    user(READER, Act::Read),
    user(READER, Act::Apply(WRITER)),
    user(READER, Act::Destroy),
    user(READER, Act::Import),
    user(READER, Act::ImportBy("$project/ada@example.com")),
];
pub(super) const INVITATION: &[Operation] = &[
    preview(user("", Act::Apply(INVITED))),
    preview(user(INVITED, Act::Read)),
    preview(user(INVITED, Act::Apply(PROMISED_MORE))),
    preview(user(INVITED, Act::Destroy)),
    preview(user(INVITED, Act::ImportBy("$project/bob@example.com"))),
];
const INVITED: &str = r#"{"email": "bob@example.com", "roles": ["Data Viewer"]}"#;
const PROMISED_MORE: &str =
    r#"{"email": "bob@example.com", "roles": ["Data Admin", "Data Viewer"]}"#;
const READER: &str = r#"{"email": "ada@example.com", "roles": ["Data Viewer", "Data Operator"]}"#;
const WRITER: &str = r#"{"email": "ada@example.com", "roles": ["Data Admin", "Data Operator"]}"#;
