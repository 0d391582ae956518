//! The provider's schemas against the rules of Terraform and our own.

use tf_provider::provider::check;
use zillizcloud::provider::ZillizCloud;

#[test]
fn every_schema_is_one_that_terraform_can_work_with() {
    assert_eq!(check::<ZillizCloud>(), [""; 0]);
}
