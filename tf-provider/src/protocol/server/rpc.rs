//! One method a call of the protocol, each a line that leads to where it is answered.

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
        server::{Server, answer::answer, list::Events},
    },
    provider::Provider,
};

#[tonic::async_trait]
impl<P: Provider> provider_server::Provider for Server<P> {
    async fn get_metadata(
        &self,
        _: Request<get_metadata::Request>,
    ) -> Result<Response<get_metadata::Response>, Status> {
        answer(async { Ok(self.get_metadata()) }).await
    }

    async fn get_schema(
        &self,
        _: Request<get_provider_schema::Request>,
    ) -> Result<Response<get_provider_schema::Response>, Status> {
        answer(async { Ok(self.get_schema()) }).await
    }

    async fn get_resource_identity_schemas(
        &self,
        _: Request<get_resource_identity_schemas::Request>,
    ) -> Result<Response<get_resource_identity_schemas::Response>, Status> {
        answer(async { Ok(self.get_identity_schemas()) }).await
    }

    async fn get_functions(
        &self,
        _: Request<get_functions::Request>,
    ) -> Result<Response<get_functions::Response>, Status> {
        answer(async { Ok(self.get_functions()) }).await
    }

    async fn prepare_provider_config(
        &self,
        request: Request<prepare_provider_config::Request>,
    ) -> Result<Response<prepare_provider_config::Response>, Status> {
        answer(async { self.prepare(request.into_inner()) }).await
    }

    async fn configure(
        &self,
        request: Request<configure::Request>,
    ) -> Result<Response<configure::Response>, Status> {
        answer(self.configure(request.into_inner())).await
    }

    async fn stop(&self, _: Request<stop::Request>) -> Result<Response<stop::Response>, Status> {
        self.stop_running();
        Ok(Response::new(stop::Response::default()))
    }

    async fn validate_resource_type_config(
        &self,
        request: Request<validate_resource_type_config::Request>,
    ) -> Result<Response<validate_resource_type_config::Response>, Status> {
        answer(async { self.validate_resource(request.get_ref()) }).await
    }

    async fn upgrade_resource_state(
        &self,
        request: Request<upgrade_resource_state::Request>,
    ) -> Result<Response<upgrade_resource_state::Response>, Status> {
        answer(async { self.upgrade_state(request.get_ref()) }).await
    }

    async fn read_resource(
        &self,
        request: Request<read_resource::Request>,
    ) -> Result<Response<read_resource::Response>, Status> {
        answer(self.read_resource(request.into_inner())).await
    }

    async fn plan_resource_change(
        &self,
        request: Request<plan_resource_change::Request>,
    ) -> Result<Response<plan_resource_change::Response>, Status> {
        answer(self.plan_resource(request.into_inner())).await
    }

    async fn apply_resource_change(
        &self,
        request: Request<apply_resource_change::Request>,
    ) -> Result<Response<apply_resource_change::Response>, Status> {
        answer(self.apply_resource(request.into_inner())).await
    }

    async fn import_resource_state(
        &self,
        request: Request<import_resource_state::Request>,
    ) -> Result<Response<import_resource_state::Response>, Status> {
        answer(self.import_state(request.into_inner())).await
    }

    async fn validate_data_source_config(
        &self,
        request: Request<validate_data_source_config::Request>,
    ) -> Result<Response<validate_data_source_config::Response>, Status> {
        answer(async { self.validate_data_source(request.get_ref()) }).await
    }

    async fn read_data_source(
        &self,
        request: Request<read_data_source::Request>,
    ) -> Result<Response<read_data_source::Response>, Status> {
        answer(self.read_data_source(request.into_inner())).await
    }

    async fn move_resource_state(
        &self,
        request: Request<move_resource_state::Request>,
    ) -> Result<Response<move_resource_state::Response>, Status> {
        answer(async { self.move_state(request.get_ref()) }).await
    }

    async fn upgrade_resource_identity(
        &self,
        request: Request<upgrade_resource_identity::Request>,
    ) -> Result<Response<upgrade_resource_identity::Response>, Status> {
        answer(async { self.upgrade_identity(request.get_ref()) }).await
    }

    async fn generate_resource_config(
        &self,
        request: Request<generate_resource_config::Request>,
    ) -> Result<Response<generate_resource_config::Response>, Status> {
        answer(async { self.generate_config(request.get_ref()) }).await
    }

    async fn validate_ephemeral_resource_config(
        &self,
        request: Request<validate_ephemeral_resource_config::Request>,
    ) -> Result<Response<validate_ephemeral_resource_config::Response>, Status> {
        answer(async { self.validate_ephemeral(request.get_ref()) }).await
    }

    async fn open_ephemeral_resource(
        &self,
        request: Request<open_ephemeral_resource::Request>,
    ) -> Result<Response<open_ephemeral_resource::Response>, Status> {
        answer(self.open_ephemeral(request.into_inner())).await
    }

    async fn renew_ephemeral_resource(
        &self,
        request: Request<renew_ephemeral_resource::Request>,
    ) -> Result<Response<renew_ephemeral_resource::Response>, Status> {
        answer(self.renew_ephemeral(request.into_inner())).await
    }

    async fn close_ephemeral_resource(
        &self,
        request: Request<close_ephemeral_resource::Request>,
    ) -> Result<Response<close_ephemeral_resource::Response>, Status> {
        answer(self.close_ephemeral(request.into_inner())).await
    }

    async fn validate_list_resource_config(
        &self,
        request: Request<validate_list_resource_config::Request>,
    ) -> Result<Response<validate_list_resource_config::Response>, Status> {
        answer(async { self.validate_list(request.get_ref()) }).await
    }

    async fn validate_action_config(
        &self,
        request: Request<validate_action_config::Request>,
    ) -> Result<Response<validate_action_config::Response>, Status> {
        answer(async { self.validate_action(request.get_ref()) }).await
    }

    async fn plan_action(
        &self,
        request: Request<plan_action::Request>,
    ) -> Result<Response<plan_action::Response>, Status> {
        answer(self.plan_action(request.into_inner())).await
    }

    async fn call_function(
        &self,
        request: Request<call_function::Request>,
    ) -> Result<Response<call_function::Response>, Status> {
        Ok(Response::new(self.call_function(request.get_ref())))
    }

    type ListResourceStream = Events<list_resource::Event>;

    async fn list_resource(
        &self,
        request: Request<list_resource::Request>,
    ) -> Result<Response<Self::ListResourceStream>, Status> {
        Ok(Response::new(self.list(request.get_ref())))
    }

    type InvokeActionStream = Events<invoke_action::Event>;

    async fn invoke_action(
        &self,
        request: Request<invoke_action::Request>,
    ) -> Result<Response<Self::InvokeActionStream>, Status> {
        Ok(Response::new(self.invoke(request.get_ref())))
    }
}
