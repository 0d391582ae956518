//! Terraform provider for Zilliz Cloud.
