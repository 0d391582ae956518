//! One method a call of the protocol, each a line that leads to where it is answered.
//!
//! A call that takes long delays no other one; see `answer`.

use tonic::{Request, Response, Status};

use crate::{
    protocol::{
        generated::tfplugin5::{
            apply_resource_change, call_function, close_ephemeral_resource, configure,
            generate_resource_config, get_functions, get_metadata, get_provider_schema,
            get_resource_identity_schemas, import_resource_state, invoke_action, list_resource,
            move_resource_state, open_ephemeral_resource, plan_action, plan_resource_change,
            prepare_provider_config, provider_server, read_data_source, read_resource,
            renew_ephemeral_resource, stop, upgrade_resource_identity, upgrade_resource_state,
            validate_action_config, validate_data_source_config,
            validate_ephemeral_resource_config, validate_list_resource_config,
            validate_resource_type_config,
        },
        server::{
            Server,
            answer::{answer, respond},
            list::Events,
        },
    },
    provider::Provider,
};

#[tonic::async_trait]
impl<P: Provider> provider_server::Provider for Server<P> {
    async fn get_metadata(
        &self,
        request: Request<get_metadata::Request>,
    ) -> Result<Response<get_metadata::Response>, Status> {
        answer(self, request, |it, _| async move { Ok(it.get_metadata()) }).await
    }

    async fn get_schema(
        &self,
        request: Request<get_provider_schema::Request>,
    ) -> Result<Response<get_provider_schema::Response>, Status> {
        answer(self, request, |it, _| async move { Ok(it.get_schema()) }).await
    }

    async fn get_resource_identity_schemas(
        &self,
        request: Request<get_resource_identity_schemas::Request>,
    ) -> Result<Response<get_resource_identity_schemas::Response>, Status> {
        answer(self, request, |it, _| async move {
            Ok(it.get_identity_schemas())
        })
        .await
    }

    async fn get_functions(
        &self,
        request: Request<get_functions::Request>,
    ) -> Result<Response<get_functions::Response>, Status> {
        answer(self, request, |it, _| async move { Ok(it.get_functions()) }).await
    }

    async fn prepare_provider_config(
        &self,
        request: Request<prepare_provider_config::Request>,
    ) -> Result<Response<prepare_provider_config::Response>, Status> {
        answer(
            self,
            request,
            |it, request| async move { it.prepare(request) },
        )
        .await
    }

    async fn configure(
        &self,
        request: Request<configure::Request>,
    ) -> Result<Response<configure::Response>, Status> {
        answer(self, request, |it, request| async move {
            it.unless_stopped(it.configure(request)).await
        })
        .await
    }

    async fn stop(&self, _: Request<stop::Request>) -> Result<Response<stop::Response>, Status> {
        self.stop_running();
        Ok(Response::new(stop::Response::default()))
    }

    async fn validate_resource_type_config(
        &self,
        request: Request<validate_resource_type_config::Request>,
    ) -> Result<Response<validate_resource_type_config::Response>, Status> {
        answer(self, request, |it, request| async move {
            it.validate_resource(&request)
        })
        .await
    }

    async fn upgrade_resource_state(
        &self,
        request: Request<upgrade_resource_state::Request>,
    ) -> Result<Response<upgrade_resource_state::Response>, Status> {
        answer(self, request, |it, request| async move {
            it.upgrade_state(&request)
        })
        .await
    }

    async fn read_resource(
        &self,
        request: Request<read_resource::Request>,
    ) -> Result<Response<read_resource::Response>, Status> {
        answer(self, request, |it, request| async move {
            it.read_resource(request).await
        })
        .await
    }

    async fn plan_resource_change(
        &self,
        request: Request<plan_resource_change::Request>,
    ) -> Result<Response<plan_resource_change::Response>, Status> {
        answer(self, request, |it, request| async move {
            it.unless_stopped(it.plan_resource(request)).await
        })
        .await
    }

    async fn apply_resource_change(
        &self,
        request: Request<apply_resource_change::Request>,
    ) -> Result<Response<apply_resource_change::Response>, Status> {
        answer(self, request, |it, request| async move {
            it.apply_resource(request).await
        })
        .await
    }

    async fn import_resource_state(
        &self,
        request: Request<import_resource_state::Request>,
    ) -> Result<Response<import_resource_state::Response>, Status> {
        answer(self, request, |it, request| async move {
            it.unless_stopped(it.import_state(request)).await
        })
        .await
    }

    async fn validate_data_source_config(
        &self,
        request: Request<validate_data_source_config::Request>,
    ) -> Result<Response<validate_data_source_config::Response>, Status> {
        answer(self, request, |it, request| async move {
            it.validate_data_source(&request)
        })
        .await
    }

    async fn read_data_source(
        &self,
        request: Request<read_data_source::Request>,
    ) -> Result<Response<read_data_source::Response>, Status> {
        answer(self, request, |it, request| async move {
            it.unless_stopped(it.read_data_source(request)).await
        })
        .await
    }

    async fn move_resource_state(
        &self,
        request: Request<move_resource_state::Request>,
    ) -> Result<Response<move_resource_state::Response>, Status> {
        answer(self, request, |it, request| async move {
            it.move_state(&request)
        })
        .await
    }

    async fn upgrade_resource_identity(
        &self,
        request: Request<upgrade_resource_identity::Request>,
    ) -> Result<Response<upgrade_resource_identity::Response>, Status> {
        answer(self, request, |it, request| async move {
            it.upgrade_identity(&request)
        })
        .await
    }

    async fn generate_resource_config(
        &self,
        request: Request<generate_resource_config::Request>,
    ) -> Result<Response<generate_resource_config::Response>, Status> {
        answer(self, request, |it, request| async move {
            it.generate_config(&request)
        })
        .await
    }

    async fn validate_ephemeral_resource_config(
        &self,
        request: Request<validate_ephemeral_resource_config::Request>,
    ) -> Result<Response<validate_ephemeral_resource_config::Response>, Status> {
        answer(self, request, |it, request| async move {
            it.validate_ephemeral(&request)
        })
        .await
    }

    async fn open_ephemeral_resource(
        &self,
        request: Request<open_ephemeral_resource::Request>,
    ) -> Result<Response<open_ephemeral_resource::Response>, Status> {
        answer(self, request, |it, request| async move {
            it.open_ephemeral(request).await
        })
        .await
    }

    async fn renew_ephemeral_resource(
        &self,
        request: Request<renew_ephemeral_resource::Request>,
    ) -> Result<Response<renew_ephemeral_resource::Response>, Status> {
        answer(self, request, |it, request| async move {
            it.renew_ephemeral(request).await
        })
        .await
    }

    async fn close_ephemeral_resource(
        &self,
        request: Request<close_ephemeral_resource::Request>,
    ) -> Result<Response<close_ephemeral_resource::Response>, Status> {
        answer(self, request, |it, request| async move {
            it.close_ephemeral(request).await
        })
        .await
    }

    async fn validate_list_resource_config(
        &self,
        request: Request<validate_list_resource_config::Request>,
    ) -> Result<Response<validate_list_resource_config::Response>, Status> {
        answer(self, request, |it, request| async move {
            it.validate_list(&request)
        })
        .await
    }

    async fn validate_action_config(
        &self,
        request: Request<validate_action_config::Request>,
    ) -> Result<Response<validate_action_config::Response>, Status> {
        answer(self, request, |it, request| async move {
            it.validate_action(&request)
        })
        .await
    }

    async fn plan_action(
        &self,
        request: Request<plan_action::Request>,
    ) -> Result<Response<plan_action::Response>, Status> {
        answer(self, request, |it, request| async move {
            it.plan_action(request).await
        })
        .await
    }

    async fn call_function(
        &self,
        request: Request<call_function::Request>,
    ) -> Result<Response<call_function::Response>, Status> {
        respond(self, request, |it, request| async move {
            it.call_function(&request)
        })
        .await
    }

    type ListResourceStream = Events<list_resource::Event>;

    async fn list_resource(
        &self,
        request: Request<list_resource::Request>,
    ) -> Result<Response<Self::ListResourceStream>, Status> {
        respond(
            self,
            request,
            |it, request| async move { it.list(&request) },
        )
        .await
    }

    type InvokeActionStream = Events<invoke_action::Event>;

    async fn invoke_action(
        &self,
        request: Request<invoke_action::Request>,
    ) -> Result<Response<Self::InvokeActionStream>, Status> {
        respond(
            self,
            request,
            |it, request| async move { it.invoke(&request) },
        )
        .await
    }
}
