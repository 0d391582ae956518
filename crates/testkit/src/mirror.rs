//! The provider as people install it, from a mirror in a folder.

use std::{fs, os::unix::fs::symlink};

use super::{TerraformCli, binary, executable};

impl TerraformCli {
    /// Lets `init` install the provider, instead of the override that other tests use.
    pub fn install_from_mirror(&self) {
        let registry = executable().product().registry();
        let version = env!("CARGO_PKG_VERSION");
        let packages = format!("mirror/{registry}/zilliz-rs/zillizcloud/{version}");
        for platform in ["darwin_amd64", "darwin_arm64", "linux_amd64", "linux_arm64"] {
            let package = self.path(&packages).join(platform);
            fs::create_dir_all(&package).unwrap();
            let name = format!("terraform-provider-zillizcloud_v{version}");
            symlink(binary(), package.join(name)).unwrap();
        }
        let cli = format!(
            "provider_installation {{\n  filesystem_mirror {{\n    path = \"{}\"\n  }}\n}}\n",
            self.path("mirror").display()
        );
        fs::write(self.path("terraformrc"), cli).unwrap();
    }
}
