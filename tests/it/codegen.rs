//! The committed gRPC code is what `proto/` says.
//!
//! `UPDATE=1 cargo test --test it codegen` rewrites it; a build needs neither `protoc` nor a `build.rs`.

use std::{fs, path::Path};

/// One generated file: a protobuf package, made from some files of `proto/`.
struct Generated {
    protos: &'static [&'static str],
    package: &'static str,
    folder: &'static str,
    /// Whether callers are generated beside the servers.
    clients: bool,
}

const GENERATED: &[Generated] = &[
    Generated {
        protos: &[
            "grpc_broker.proto",
            "grpc_controller.proto",
            "grpc_stdio.proto",
        ],
        package: "plugin",
        folder: "crates/tf-provider/src/plugin/generated",
        clients: false,
    },
    Generated {
        protos: &["tfplugin5.proto"],
        package: "tfplugin5",
        folder: "crates/tf-provider/src/protocol/generated",
        clients: true,
    },
];

#[test]
fn generated_code_is_what_the_protos_say() {
    #[expect(
        clippy::disallowed_methods,
        reason = "a switch of this test, not of the provider"
    )]
    let update = std::env::var("UPDATE").is_ok();
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut stale = Vec::new();
    for file in GENERATED {
        let path = root.join(file.folder).join(format!("{}.rs", file.package));
        let wanted = generate(file, &root.join("proto"));
        if fs::read_to_string(&path).is_ok_and(|committed| committed == wanted) {
            continue;
        }
        if update {
            fs::write(&path, wanted).unwrap();
        } else {
            stale.push(path);
        }
    }
    assert!(
        stale.is_empty(),
        "out of date: {stale:?}; run `UPDATE=1 cargo test --test it codegen`"
    );
}

/// The Rust code of one package, as text.
fn generate(file: &Generated, include: &Path) -> String {
    let folder = tempfile::tempdir().unwrap();
    let descriptors = protox::compile(file.protos, [include]).unwrap();
    tonic_prost_build::configure()
        .build_client(file.clients)
        .build_transport(false)
        // Maps in order: the same schema is the same bytes, every time.
        .btree_map(".")
        .out_dir(folder.path())
        .compile_fds(descriptors)
        .unwrap();
    fs::read_to_string(folder.path().join(format!("{}.rs", file.package))).unwrap()
}
