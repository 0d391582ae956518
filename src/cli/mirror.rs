//! Letting Terraform install this very binary, as it would from the Registry.

use std::{
    fs,
    os::unix::fs::symlink,
    path::{Path, PathBuf},
};

use tf_provider::provider::Provider as _;

use crate::{cli::Error, provider::ZillizCloud};

/// Hosts and namespaces under which configurations may name the provider.
const HOSTS: &[&str] = &["registry.terraform.io", "registry.opentofu.org"];
const NAMESPACES: &[&str] = ZillizCloud::NAMESPACES;

/// Makes a filesystem mirror in `dir` that holds this binary, and answers the CLI configuration that uses it.
pub(super) fn install(dir: &Path) -> Result<PathBuf, Error> {
    let binary =
        std::env::current_exe().map_err(|source| Error::io("finding this program", source))?;
    let version = env!("CARGO_PKG_VERSION");
    let mirror = dir.join("mirror");
    for (host, namespace) in HOSTS
        .iter()
        .flat_map(|host| NAMESPACES.iter().map(move |it| (host, it)))
    {
        let package = mirror.join(format!(
            "{host}/{namespace}/zillizcloud/{version}/{}",
            platform()
        ));
        fs::create_dir_all(&package).map_err(|source| Error::file("creating", &package, source))?;
        let link = package.join(format!("terraform-provider-zillizcloud_v{version}"));
        symlink(&binary, &link).map_err(|source| Error::file("linking", &link, source))?;
    }
    let config = dir.join("terraformrc");
    let ours: Vec<_> = HOSTS
        .iter()
        .flat_map(|host| {
            NAMESPACES
                .iter()
                .map(move |it| format!("\"{host}/{it}/zillizcloud\""))
        })
        .collect();
    let ours = ours.join(", ");
    let text = format!(
        "provider_installation {{\n  filesystem_mirror {{\n    path    = \"{}\"\n    include = [{ours}]\n  }}\n  direct {{\n    exclude = \
         [{ours}]\n  }}\n}}\n",
        mirror.display()
    );
    fs::write(&config, text).map_err(|source| Error::file("writing", &config, source))?;
    Ok(config)
}

/// The platform as Terraform names it.
fn platform() -> String {
    let os = match std::env::consts::OS {
        "macos" => "darwin",
        other => other,
    };
    let arch = match std::env::consts::ARCH {
        "x86_64" => "amd64",
        "aarch64" => "arm64",
        "x86" => "386",
        other => other,
    };
    format!("{os}_{arch}")
}
