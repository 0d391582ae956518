//! Announcements that one of the hosts does not load.

use tf_provider::protocol::generated::tfplugin5::{
    StringKind, get_provider_schema,
    schema::{Attribute, Block, NestedBlock, nested_block::NestingMode},
};

use crate::bad::{Tamper, bad_sample, unloaded};

/// The schema of the sample's badges.
fn badge(it: &mut get_provider_schema::Response) -> &mut Block {
    let badge = it.resource_schemas.get_mut("sample_badge").unwrap();
    badge.block.as_mut().unwrap()
}

fn nested(nesting: NestingMode, min_items: i64, max_items: i64) -> NestedBlock {
    NestedBlock {
        type_name: "pin".into(),
        nesting: nesting.into(),
        block: Some(Block::default()),
        min_items,
        max_items,
    }
}

fn element(attribute: Attribute) -> NestedBlock {
    NestedBlock {
        block: Some(Block {
            attributes: vec![Attribute {
                name: "size".into(),
                optional: true,
                ..attribute
            }],
            ..Block::default()
        }),
        ..nested(NestingMode::Set, 0, 0)
    }
}

#[tokio::test]
async fn a_schema_is_one_that_every_host_loads() {
    let tampers: [fn(&mut get_provider_schema::Response); 15] = [
        |it| it.resource_schemas.get_mut("sample_badge").unwrap().version = -1,
        |it| it.provider.as_mut().unwrap().version = -1,
        |it| badge(it).deprecation_message = "It is old.".into(),
        |it| badge(it).attributes[0].deprecation_message = "It is old.".into(),
        |it| badge(it).attributes[0].required = true,
        |it| badge(it).block_types = vec![nested(NestingMode::Single, 0, 1)],
        |it| badge(it).block_types = vec![nested(NestingMode::Group, 1, 1)],
        |it| badge(it).block_types = vec![nested(NestingMode::Map, 0, 1)],
        |it| badge(it).block_types = vec![nested(NestingMode::List, 3, 2)],
        |it| badge(it).block_types = vec![nested(NestingMode::Invalid, 0, 0)],
        |it| {
            let nesting = 9;
            badge(it).block_types = vec![NestedBlock {
                nesting,
                ..nested(NestingMode::List, 0, 0)
            }];
        },
        |it| {
            let mut pin = nested(NestingMode::List, 0, 0);
            pin.type_name = "Pin".into();
            badge(it).block_types = vec![pin];
        },
        |it| {
            let mut pin = nested(NestingMode::List, 0, 0);
            pin.type_name = "name".into();
            badge(it).block_types = vec![pin];
        },
        |it| {
            badge(it).block_types = vec![element(Attribute {
                r#type: b"\"dynamic\"".to_vec(),
                ..Attribute::default()
            })];
        },
        |it| {
            badge(it).block_types = vec![element(Attribute {
                r#type: b"\"string\"".to_vec(),
                write_only: true,
                ..Attribute::default()
            })];
        },
    ];
    for (position, tamper) in tampers.into_iter().enumerate() {
        let failure = unloaded(Tamper::Schema(tamper)).await;
        assert_eq!(
            failure.summary(),
            "Failed to load plugin schemas",
            "{position}"
        );
    }
}

#[tokio::test]
async fn a_kind_of_text_that_a_host_does_not_know_is_plain_text() {
    let terraform = bad_sample(Tamper::Schema(|it| {
        badge(it).description_kind = 9;
        badge(it).attributes[0].description_kind = StringKind::Plain.into();
    }))
    .await;
    let badge = terraform.resource("sample_badge");
    badge
        .apply(serde_json::json!({"name": "Ada"}))
        .await
        .unwrap();
}

#[tokio::test]
async fn an_identity_is_announced_as_terraform_wants_it() {
    for tamper in [
        Tamper::Identities(|it| it.identity_schemas.get_mut("sample_desk").unwrap().version = -1),
        Tamper::Identities(|it| {
            let desk = it.identity_schemas.get_mut("sample_desk").unwrap();
            desk.identity_attributes[0].required_for_import = false;
        }),
        Tamper::Identities(|it| {
            let desk = it.identity_schemas.get_mut("sample_desk").unwrap();
            desk.identity_attributes[0].optional_for_import = true;
        }),
        Tamper::Identities(|it| {
            let desk = it.identity_schemas.get_mut("sample_desk").unwrap();
            desk.identity_attributes[0].r#type = br#"["set","string"]"#.to_vec();
        }),
    ] {
        let failure = unloaded(tamper).await;
        assert_eq!(failure.summary(), "Failed to load plugin schemas");
    }
}

#[tokio::test]
async fn a_function_and_its_parameters_have_names() {
    for tamper in [
        Tamper::Schema(|it| {
            let greet = it.functions.remove("greet").unwrap();
            it.functions.insert("2greet".into(), greet);
        }),
        Tamper::Schema(|it| {
            it.functions.get_mut("greet").unwrap().parameters[0].name = "a name".into();
        }),
        Tamper::Schema(|it| {
            let greet = it.functions.get_mut("greet").unwrap();
            greet.variadic_parameter = Some(greet.parameters[0].clone());
        }),
    ] {
        let failure = unloaded(tamper).await;
        assert_eq!(failure.summary(), "Failed to load plugin schemas");
    }
}
