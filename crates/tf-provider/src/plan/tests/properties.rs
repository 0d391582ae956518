//! Properties that hold for every schema, state and configuration.

use std::collections::BTreeMap;

use proptest::{collection::vec, option, prelude::*, sample::select};

use super::{laws, plan_of};
use crate::{
    path::{Path, Step},
    plan::{replacements, visit},
    schema::{Attribute, Block, Keeps, Mode, NestedBlock, Nesting},
    value::{Type, Value},
};

const NAMES: &[&str] = &["a", "b", "c"];
const BLOCKS: &[&str] = &["x", "y"];

fn types() -> impl Strategy<Value = Type> {
    let primitive = select(vec![Type::Bool, Type::Number, Type::String]);
    primitive.prop_flat_map(|ty| {
        let collections = [
            Type::list(ty.clone()),
            Type::set(ty.clone()),
            Type::map(ty.clone()),
        ];
        select([&[ty.clone(), ty], &collections[..]].concat())
    })
}

/// Few different ones, so that a change often changes nothing.
fn known(ty: &Type) -> BoxedStrategy<Value> {
    match ty {
        Type::Bool => any::<bool>().prop_map(Value::from).boxed(),
        Type::Number => (1..3_i64).prop_map(Value::from).boxed(),
        Type::List(element) => vec(known(element), 0..3).prop_map(Value::List).boxed(),
        Type::Set(element) => vec(known(element), 0..3).prop_map(Value::set).boxed(),
        Type::Map(element) => option::of(known(element))
            .prop_map(|it| Value::Map(it.map(|it| ("k".to_owned(), it)).into_iter().collect()))
            .boxed(),
        _ => select(vec!["red", "blue"]).prop_map(Value::from).boxed(),
    }
}

fn attributes(nesting: Option<Nesting>) -> impl Strategy<Value = Attribute> {
    let modes = match nesting {
        Some(Nesting::Set) => vec![Mode::Required, Mode::Optional],
        Some(Nesting::Group) => vec![Mode::Optional, Mode::OptionalComputed, Mode::Computed],
        _ => vec![
            Mode::Required,
            Mode::Optional,
            Mode::OptionalComputed,
            Mode::Computed,
        ],
    };
    let keeps = select(vec![
        Keeps::Never,
        Keeps::Always,
        Keeps::Unless(&["a"]),
        Keeps::Unless(&["b", "x"]),
    ]);
    let flags = (any::<bool>(), any::<bool>(), any::<bool>());
    let parts = (types(), select(modes), keeps, flags);
    parts.prop_flat_map(move |(ty, mode, keeps, (default, write_only, replaces))| {
        let has_default = default && mode == Mode::OptionalComputed;
        let default = if has_default {
            known(&ty).prop_map(Some).boxed()
        } else {
            Just(None).boxed()
        };
        default.prop_map(move |default| Attribute {
            description: "An attribute.".to_owned(),
            write_only: write_only && mode == Mode::Optional && nesting != Some(Nesting::Set),
            default,
            keeps,
            replaces: replaces && mode.is_configurable(),
            ..Attribute::new("", ty.clone(), mode)
        })
    })
}

fn schemas(nesting: Option<Nesting>, depth: u32) -> BoxedStrategy<Block> {
    let inner = if depth == 0 {
        Just(Vec::new()).boxed()
    } else {
        let mut kinds = vec![Nesting::Set];
        if nesting != Some(Nesting::Set) {
            kinds.extend([Nesting::Single, Nesting::Group, Nesting::List, Nesting::Map]);
        }
        let nested =
            select(kinds).prop_flat_map(move |it| (Just(it), schemas(Some(it), depth - 1)));
        vec(nested, 0..=BLOCKS.len()).boxed()
    };
    let parts = (vec(attributes(nesting), 1..=NAMES.len()), inner);
    parts
        .prop_map(|(attributes, blocks)| {
            let named = NAMES.iter().zip(attributes);
            let nested = BLOCKS.iter().zip(blocks);
            Block {
                description: String::new(),
                attributes: named
                    .map(|(name, it)| Attribute {
                        name: (*name).to_owned(),
                        ..it
                    })
                    .collect(),
                blocks: nested
                    .map(|(name, (nesting, block))| NestedBlock {
                        name: (*name).to_owned(),
                        nesting,
                        block,
                        min_items: 0,
                        max_items: 0,
                    })
                    .collect(),
            }
        })
        .boxed()
}

/// What Terraform may send as the configuration of `block`, with unknowns as often as `unknowns` says.
fn configs(block: &Block, unknowns: u32) -> BoxedStrategy<Value> {
    let attributes = block.attributes.iter().map(|it| {
        let value = match it.mode {
            Mode::Computed => Just(Value::Null).boxed(),
            Mode::Required => known(&it.ty),
            _ => prop_oneof![known(&it.ty), Just(Value::Null)].boxed(),
        };
        let unknowns = if it.mode == Mode::Computed {
            0
        } else {
            unknowns
        };
        (
            it.name.clone(),
            prop_oneof![4 => value, unknowns => Just(Value::Unknown)].boxed(),
        )
    });
    let blocks = block.blocks.iter().map(|it| {
        let one = configs(&it.block, unknowns);
        let value = match it.nesting {
            Nesting::Single => prop_oneof![one, Just(Value::Null)].boxed(),
            Nesting::Group => one,
            Nesting::List => vec(one, 0..3).prop_map(Value::List).boxed(),
            Nesting::Set => vec(one, 0..3).prop_map(Value::set).boxed(),
            Nesting::Map => vec((select(vec!["k", "l"]), one), 0..3)
                .prop_map(|all| {
                    all.into_iter()
                        .map(|(key, it)| (key.to_owned(), it))
                        .collect()
                })
                .prop_map(Value::Map)
                .boxed(),
        };
        (
            it.name.clone(),
            prop_oneof![4 => value, unknowns => Just(Value::Unknown)].boxed(),
        )
    });
    let (names, values): (Vec<_>, Vec<_>) = attributes.chain(blocks).unzip();
    values
        .prop_map(move |values| Value::Object(names.iter().cloned().zip(values).collect()))
        .boxed()
}

/// A schema, the configuration behind the state, and one that comes after it.
fn cases(unknowns: u32) -> impl Strategy<Value = (Block, Value, Value)> {
    schemas(None, 2).prop_flat_map(move |block| {
        let before = configs(&block, 0);
        let after = configs(&block, unknowns);
        (Just(block), before, after)
    })
}

/// The state after a plan, from a service that has an answer to everything.
fn applied(ty: &Type, planned: &Value) -> Value {
    match (ty, planned) {
        (Type::Object(object), Value::Object(members)) => {
            let each = |(name, it): (&String, &Value)| {
                (name.clone(), applied(&object.attributes[name], it))
            };
            Value::Object(members.iter().map(each).collect())
        }
        (Type::Map(element), Value::Map(members)) => {
            let each = |(key, it): (&String, &Value)| (key.clone(), applied(element, it));
            Value::Map(members.iter().map(each).collect())
        }
        (Type::List(element), Value::List(elements)) => {
            Value::List(elements.iter().map(|it| applied(element, it)).collect())
        }
        (Type::Bool, Value::Unknown) => true.into(),
        (Type::Number, Value::Unknown) => 7.into(),
        (Type::String, Value::Unknown) => "made".into(),
        (Type::List(_), Value::Unknown) => Value::List(Vec::new()),
        (Type::Set(_), Value::Unknown) => Value::Set(Vec::new()),
        (Type::Map(_), Value::Unknown) => Value::Map(BTreeMap::new()),
        (Type::Object(object), Value::Unknown) => {
            let each = |(name, ty): (&String, &Type)| (name.clone(), applied(ty, &Value::Unknown));
            Value::Object(object.attributes.iter().map(each).collect())
        }
        (_, known) => known.clone(),
    }
}

fn state(block: &Block, prior: &Value, config: &Value) -> Value {
    applied(&block.ty(), &plan_of(block, prior, config))
}

/// The configuration once everything in it is known.
fn resolved(block: &Block, config: &Value) -> Value {
    let Value::Object(members) = config else {
        return config.clone();
    };
    let mut resolved = BTreeMap::new();
    for it in &block.attributes {
        resolved.insert(it.name.clone(), applied(&it.ty, &members[&it.name]));
    }
    for it in &block.blocks {
        let all = |elements: &[Value]| -> Vec<_> {
            elements.iter().map(|one| resolved_block(it, one)).collect()
        };
        let value = match &members[&it.name] {
            Value::List(elements) => Value::List(all(elements)),
            Value::Set(elements) => Value::set(all(elements)),
            Value::Map(elements) => {
                let each = |(key, one): (&String, &Value)| (key.clone(), resolved_block(it, one));
                Value::Map(elements.iter().map(each).collect())
            }
            one => resolved_block(it, one),
        };
        resolved.insert(it.name.clone(), value);
    }
    Value::Object(resolved)
}

fn resolved_block(nested: &NestedBlock, value: &Value) -> Value {
    if value.is_unknown() {
        nested.absent()
    } else {
        resolved(&nested.block, value)
    }
}

/// Whether `known` is what `unknown` may turn out to be.
fn is_compatible(unknown: &Value, known: &Value) -> bool {
    match (unknown, known) {
        (Value::Unknown, _) => true,
        (Value::Set(elements), Value::Set(_)) if elements.iter().any(Value::has_unknown) => true,
        (Value::Object(one), Value::Object(other)) | (Value::Map(one), Value::Map(other)) => {
            one.keys().eq(other.keys())
                && one.iter().all(|(key, it)| is_compatible(it, &other[key]))
        }
        (Value::List(one), Value::List(other)) => {
            one.len() == other.len()
                && one
                    .iter()
                    .zip(other)
                    .all(|(it, other)| is_compatible(it, other))
        }
        (one, other) => one == other,
    }
}

/// Whether there is something at `path`.
fn resolves(value: &Value, path: &Path) -> bool {
    let mut here = value;
    for step in path.steps() {
        let next = match (step, here) {
            (Step::Attribute(name), Value::Object(members)) => members.get(name),
            (Step::Key(key), Value::Map(members)) => members.get(key),
            (Step::Index(index), Value::List(elements)) => elements.get(*index),
            _ => None,
        };
        let Some(next) = next else { return false };
        here = next;
    }
    true
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn a_plan_obeys_terraform_and_is_the_same_every_time((block, before, config) in cases(1)) {
        let prior = state(&block, &Value::Null, &before);
        for prior in [&Value::Null, &prior] {
            let mut planned = plan_of(&block, prior, &config);
            prop_assert_eq!(planned.conforms(&block.ty()), Ok(()));
            prop_assert_eq!(laws::broken(&block, prior, &config, &planned), [""; 0]);
            prop_assert_eq!(&planned, &plan_of(&block, prior, &config));
            for path in replacements(&block, prior, &planned) {
                prop_assert!(resolves(prior, &path) || resolves(&planned, &path), "{}", path);
            }
            visit(&block, &config, &mut planned, &mut |attribute, config, planned| {
                if !config.is_null() && !attribute.write_only {
                    assert_eq!(planned, config, "{}", attribute.name);
                }
            });
        }
    }

    #[test]
    fn what_was_planned_and_applied_is_planned_no_second_time((block, before, after) in cases(0)) {
        let created = state(&block, &Value::Null, &before);
        prop_assert_eq!(&plan_of(&block, &created, &before), &created);
        prop_assert_eq!(replacements(&block, &created, &created), []);
        let updated = state(&block, &created, &after);
        prop_assert_eq!(&plan_of(&block, &updated, &after), &updated);
    }

    #[test]
    fn a_plan_promises_nothing_that_the_plan_at_apply_does_not_keep((block, before, config) in cases(1)) {
        let prior = state(&block, &Value::Null, &before);
        let later = resolved(&block, &config);
        for prior in [&Value::Null, &prior] {
            let (planned, again) = (plan_of(&block, prior, &config), plan_of(&block, prior, &later));
            // Of a replacement that is planned, the plan of the new object counts. One that only the apply takes is refused.
            let is_replaced = |it| !replacements(&block, prior, it).is_empty();
            prop_assert!(is_replaced(&planned) || is_replaced(&again) || is_compatible(&planned, &again), "{:?}\n{:?}", planned, again);
        }
    }

    #[test]
    fn a_destruction_plans_nothing((block, before, _) in cases(0)) {
        let prior = state(&block, &Value::Null, &before);
        prop_assert_eq!(plan_of(&block, &prior, &Value::Null), Value::Null);
    }
}
