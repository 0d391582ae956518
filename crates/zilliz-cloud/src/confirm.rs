//! Changes that are judged by what became of the object.
//!
//! Sent twice, each of these can be refused because once succeeded: a project that was upgraded is not upgraded again. So after a
//! failure that may have been a success the object is read: if it is so, that is a success, else the change is sent again.

use super::request::{Repeat, Request};
use super::{Client, Error, retry};

impl Client {
    /// Sends a change; `is_so` tells, from the object as it is, whether the change has been made or accepted.
    pub(super) async fn change<Judged>(
        &self,
        request: Request,
        is_applied: impl Fn(Self) -> Judged,
    ) -> Result<(), Error>
    where
        Judged: Future<Output = Result<bool, Error>>,
    {
        let mut in_doubt = false;
        for retries in 0_u32.. {
            let Err(mut error) = self.perform(request.clone()).await else {
                return Ok(());
            };
            let is_lost = error.maybe_processed();
            in_doubt |= is_lost;
            if !in_doubt {
                return Err(error);
            }
            error.inner_mut().maybe_processed = true;
            if is_applied(self.unstoppable(retry::CAP))
                .await
                .is_ok_and(|it| it)
            {
                tracing::debug!(%error, "the answer was lost, but the change was made");
                return Ok(());
            }
            let pause = retry::delay(retries, None, fastrand::f64());
            // One that twice does no more than once has been repeated by `send`.
            if !is_lost
                || request.repeat == Repeat::Safe
                || retries >= self.inner.settings.max_retries
                || self.deadline.sleep(pause).await.is_err()
            {
                return Err(error);
            }
        }
        unreachable!("the retries end before they are counted out")
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use crate::test_support::{Answer, TestServer, failure, http, ok};
    use crate::{ClusterModify, Error, Plan};

    fn cluster(status: &str, cu_size: i64) -> Answer {
        ok(&json!({
            "clusterId": "in01-1", "clusterName": "b", "projectId": "p", "regionId": "r", "plan": "Standard",
            "status": status, "cuSize": cu_size,
        }))
    }

    fn project(plan: &str, regions: &[&str]) -> Answer {
        ok(&json!({"projectId": "p", "projectName": "a", "plan": plan, "regionIds": regions}))
    }

    /// Makes one call against these answers, and says which requests it took.
    async fn lines<F: Future<Output = Result<(), Error>>>(
        answers: impl IntoIterator<Item = Answer>,
        call: impl FnOnce(crate::Client) -> F,
    ) -> (Result<(), Error>, String) {
        let server = TestServer::start(answers).await;
        let result = call(server.client()).await;
        let lines: Vec<_> = server
            .requests()
            .iter()
            .map(|it| it.line.replace(" HTTP/1.1", "").replace("/v2/", ""))
            .collect();
        (result, lines.join(", "))
    }

    #[tokio::test(start_paused = true)]
    async fn a_change_whose_answer_was_lost_is_judged_by_the_object() {
        let answers = [Answer::Close, project("Enterprise", &[])];
        let upgrade =
            async |client: crate::Client| client.upgrade_project("p", &Plan::Enterprise).await;
        let (result, seen) = lines(answers, upgrade).await;
        result.unwrap();
        assert_eq!(seen, "PATCH projects/p/plan, GET projects/p");
        let suspend = async |client: crate::Client| client.suspend_cluster("in01-1").await;
        let (result, seen) = lines([http(502, "", ""), cluster("STOPPING", 1)], suspend).await;
        result.unwrap();
        assert_eq!(seen, "POST clusters/in01-1/suspend, GET clusters/in01-1");
    }

    #[tokio::test(start_paused = true)]
    async fn a_change_that_was_not_made_is_sent_again_and_a_refusal_is_judged_too() {
        let answers = [
            Answer::Close,
            cluster("STOPPED", 1),
            failure(200, 40003, "not in this status"),
            cluster("RESUMING", 1),
        ];
        let resume = async |client: crate::Client| client.resume_cluster("in01-1").await;
        let (result, seen) = lines(answers, resume).await;
        result.unwrap();
        assert_eq!(seen.matches("POST").count(), 2, "{seen}");
    }

    #[tokio::test(start_paused = true)]
    async fn a_change_that_is_refused_at_once_is_not_judged() {
        let resume = async |client: crate::Client| client.resume_cluster("in01-1").await;
        let answers = [failure(200, 40003, "no"), cluster("RUNNING", 1)];
        let (result, seen) = lines(answers, resume).await;
        assert!(!result.unwrap_err().maybe_processed());
        assert_eq!(seen, "POST clusters/in01-1/resume");
    }

    #[tokio::test(start_paused = true)]
    async fn a_change_that_stays_in_doubt_is_an_error_that_says_so() {
        let answers = [
            Answer::Close,
            cluster("STOPPED", 1),
            failure(200, 40003, "not in this status"),
            cluster("STOPPED", 1),
        ];
        let resume = async |client: crate::Client| client.resume_cluster("in01-1").await;
        let error = lines(answers, resume).await.0.unwrap_err();
        assert!(error.maybe_processed());
        assert_eq!(error.code(), Some(40003));
    }

    #[tokio::test(start_paused = true)]
    async fn scaling_and_regions_are_judged_by_their_values() {
        let modify = async |client: crate::Client| {
            let modify = ClusterModify {
                cu_size: Some(4),
                ..Default::default()
            };
            client.modify_cluster("in01-1", &modify).await
        };
        for (remote, posts) in [(cluster("RUNNING", 4), 1), (cluster("RUNNING", 2), 2)] {
            let (result, seen) = lines([Answer::Close, remote, ok(&Value::Null)], modify).await;
            result.unwrap();
            assert_eq!(seen.matches("POST").count(), posts, "{seen}");
        }
        let add = async |client: crate::Client| {
            let regions = ["r1".to_owned(), "r2".to_owned()];
            client.add_project_regions("p", &regions).await
        };
        for (regions, posts) in [(&["r2", "r1", "r0"][..], 1), (&["r1"], 2)] {
            let answers = [Answer::Close, project("Standard", regions), ok(&json!([]))];
            let (result, seen) = lines(answers, add).await;
            result.unwrap();
            assert_eq!(seen.matches("POST").count(), posts, "{seen}");
        }
    }

    #[tokio::test(start_paused = true)]
    async fn a_drop_that_is_refused_because_it_was_made_is_a_success() {
        let answers = [
            Answer::Close,
            failure(200, 40003, "it is being deleted"),
            cluster("DELETING", 1),
        ];
        let drop = async |client: crate::Client| client.drop_cluster("in01-1").await.map(|_| ());
        lines(answers, drop).await.0.unwrap();
        let answers = [
            Answer::Close,
            failure(200, 80000, "incorrect"),
            failure(200, 40021, "does not exist"),
            ok(&json!({"count": 0, "clusters": []})),
        ];
        lines(answers, drop).await.0.unwrap();
    }
}
